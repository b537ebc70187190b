"""The kinds of jobs that this app asks for; `tasks` says how they are done."""

READ = "knowledge.read"
INDEX_QUESTION = "knowledge.question"
# About 40 minutes of waiting for an engine that is away.
ATTEMPTS = 8
