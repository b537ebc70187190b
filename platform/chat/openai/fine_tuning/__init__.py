"""`/v1/fine_tuning/jobs`: OpenAI's jobs on the platform's own trainings.

In order: `asked` reads the request, `workflows` creates and cancels, a job calls `reading`, which turns the file's
`rows` into `examples` and starts the training; `shapes`, `events` and `results` tell how it goes.
"""
