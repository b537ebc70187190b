"""`POST /v1/chat/completions`: the normal answer path in OpenAI's shapes.

In order: `asked` reads the request, `answer` has it answered, `telling` decides what a stream can say already, `shapes`
renders, `record` keeps what was said.
"""
