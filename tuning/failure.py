"""What went wrong, for whoever has to mend it."""

import traceback

import torch

from tuning.job.errors import OutOfMemoryError, TuningError, UnexpectedError


def explained(error: Exception) -> TuningError:
    """The error with what to do next; the traceback of one that nobody foresaw goes to the log."""
    if isinstance(error, TuningError):
        return error
    traceback.print_exception(error)
    if isinstance(error, torch.OutOfMemoryError | MemoryError) or "can't allocate memory" in str(error):
        return OutOfMemoryError(
            "The machine ran out of memory while training.",
            "Lower train.max_tokens, free memory or choose a smaller base model; it goes on from its checkpoint.",
        )
    return UnexpectedError(
        f"Training stopped unexpectedly: {type(error).__name__}: {error}",
        "Start it again: it goes on from its newest checkpoint. If it fails again, send the log.",
    )
