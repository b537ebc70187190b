"""Reads the files of a job: OpenAI's chat JSONL, as the import of examples reads it too."""

from assistants.exchange import chat
from assistants.exchange.draft import Draft, RowProblem, checked
from chat.openai.errors import ApiError

MOST_ROWS = 10_000
FORMAT = 'Write {"messages": [{"role": "user", "content": "…"}, {"role": "assistant", "content": "…"}]} in each line.'


class BadFile(ApiError):
    """A file of a job that cannot be learned from; `param` says which of the two, the code too."""

    def __init__(self, param: str, message: str, hint: str) -> None:
        super().__init__(message, hint, param=param, code=f"invalid_{param}")


def rows(content: bytes, param: str) -> list[Draft]:
    """Every exchange of a file; raises BadFile naming the line. `param`: "training_file" or "validation_file"."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(param, "The file is not UTF-8 text.", "Save it as UTF-8.") from None
    found = [draft for number, line in chat.lines(text) for draft in _drafts(line, number, param)]
    if not 1 <= len(found) <= MOST_ROWS:
        raise BadFile(param, f"The file has {len(found):,} answers to learn.", f"Send 1 to {MOST_ROWS:,}.")
    return found


def _drafts(line: str, number: int, param: str) -> list[Draft]:
    try:
        return [checked(draft) for draft in chat.read(line)]
    except RowProblem as problem:
        raise BadFile(param, f"Line {number} {problem}.", FORMAT) from None
