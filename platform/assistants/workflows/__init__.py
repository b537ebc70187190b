"""What people do with assistants: each function is one transaction with its audit row."""

from assistants.workflows.datasets import build_dataset, edit_example, picked, review
from assistants.workflows.exams import start_exam
from assistants.workflows.imports import import_rows
from assistants.workflows.models import install_base
from assistants.workflows.promotion import abandon_rollout, confirm_rollout, promote, roll_back
from assistants.workflows.renewal import train_again
from assistants.workflows.settings import change_assistant
from assistants.workflows.trainings import cancel_training, expect, start_training

__all__ = [
    "abandon_rollout",
    "build_dataset",
    "cancel_training",
    "change_assistant",
    "confirm_rollout",
    "edit_example",
    "expect",
    "import_rows",
    "install_base",
    "picked",
    "promote",
    "review",
    "roll_back",
    "start_exam",
    "start_training",
    "train_again",
]
