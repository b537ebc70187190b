"""Errors of a job folder.

TuningError
├── JobFolderError      a file of the folder is missing or wrong      permanent
├── ExampleError        one example cannot be trained on              permanent
├── BaseModelError      the base model or start adapter is unusable   permanent
├── LossError           the loss is not a number                      permanent
└── OutOfMemory         the machine's memory did not suffice          permanent until settings change
"""


class TuningError(Exception):
    """What happened (`message`) and what a person can do next (`hint`)."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


class JobFolderError(TuningError):
    """A file of the job folder is missing or does not hold what it should."""


class ExampleError(TuningError):
    """An example has no supervised token, does not fit, or names an unknown passage."""


class BaseModelError(TuningError):
    """The base model or the adapter to start from cannot be loaded."""


class LossError(TuningError):
    """The loss became infinite or not a number."""


class OutOfMemory(TuningError):
    """The device ran out of memory."""
