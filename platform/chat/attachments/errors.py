"""What can go wrong with a visitor's file.

ChatError
├── FilesOff       404  the business takes no files here
├── FileTooLarge   413  more bytes than a file may have
├── WrongFile      415  of no kind that is taken, or it cannot be read; the code says why
├── FilesFull      409  the conversation holds as many as it may
├── ReadLater      503  what reads files is away
└── TooMany        429
    ├── ManyAtOnce      others are being read just now
    └── FilesSpent      the site has taken all its files of today
"""

from chat.errors import ChatError, TooMany

MEGABYTE = 2**20


class FilesOff(ChatError):
    """The business has not switched files on."""

    code = "files_off"
    status = 404

    def __init__(self) -> None:
        super().__init__("This chat takes no files.", "Write what matters into a message.")


class FileTooLarge(ChatError):
    """Too many bytes."""

    code = "too_large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(
            f"This file is larger than {most / MEGABYTE:.3g} MB.", "Send the part that matters, or a smaller picture."
        )


class WrongFile(ChatError):
    """A file that is not taken."""

    code = "unsupported_type"
    status = 415


class FilesFull(ChatError):
    """One conversation has its limit."""

    code = "files_full"
    status = 409

    def __init__(self, most: int) -> None:
        super().__init__(f"This conversation holds {most} files, which is the most.", "Write the rest into a message.")


class ReadLater(ChatError):
    """Nothing was stored, so the same file can be sent again."""

    code = "engine_unavailable"
    status = 503

    def __init__(self) -> None:
        super().__init__("The file cannot be read right now.", "Please send it again in a moment.")


class ManyAtOnce(TooMany):
    """Reading costs a processor: only a few at a time."""

    said = "Other files are being read right now."


class FilesSpent(TooMany):
    """The site has taken as many files as it may in a day."""

    code = "files_spent"
    said = "This chat has taken all its files for today."

    def next_step(self, retry_after: int) -> str:
        """The visitor's wish need not wait until tomorrow."""
        return "Write what matters into a message, or come back tomorrow."
