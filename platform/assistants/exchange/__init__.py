"""Training rows in the formats that others read and write: OpenAI-style chat JSONL, and CSV.

`chat` and `table` know a format each, `upload` turns a file into drafts or says what is wrong with which row, and
`place` shows an imported row the passages that it will be trained with. Whatever is imported waits for review.
"""
