"""The rows of this app, one noun a file."""

from assistants.models.adapter import Adapter
from assistants.models.assistant import Assistant
from assistants.models.curve import LearningCurve
from assistants.models.dataset import Dataset, Example
from assistants.models.exam import ExamRun
from assistants.models.installation import Installation
from assistants.models.report import ReportCard
from assistants.models.rollout import Rollout
from assistants.models.snapshot import Snapshot
from assistants.models.training import Training

__all__ = [
    "Adapter",
    "Assistant",
    "Dataset",
    "ExamRun",
    "Example",
    "Installation",
    "LearningCurve",
    "ReportCard",
    "Rollout",
    "Snapshot",
    "Training",
]
