"""Errors that a run reports.

TuningError
├── JobFolderError      a file of the folder is missing or wrong
├── ExampleError        one example cannot be trained on
├── BaseModelError      the base model or the adapter to start from is unusable
├── LossError           the loss is not a number
├── OutOfMemoryError    the device ran out of memory                                   transient
└── UnexpectedError     anything else                                                  transient
"""


class TuningError(Exception):
    """What happened (`message`) and what a person can do next (`hint`).

    `permanent`: another attempt on the same folder would end in the same way.
    """

    permanent = True

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


class OutOfMemoryError(TuningError):
    """The device ran out of memory."""

    permanent = False


class UnexpectedError(TuningError):
    """A failure that no one foresaw."""

    permanent = False
