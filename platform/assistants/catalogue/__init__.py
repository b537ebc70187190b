"""The foundation models that a bot can stand on: what is known, what is installed, what to take."""

from assistants.catalogue.machine import Machine, this_machine
from assistants.catalogue.models import FoundationModel, find, installed, is_installed, known, price
from assistants.catalogue.recommend import Data, Recommendation, recommend
from assistants.catalogue.recommend_method import Advice, Task, recommend_method

__all__ = [
    "Advice",
    "Data",
    "FoundationModel",
    "Machine",
    "Recommendation",
    "Task",
    "find",
    "installed",
    "is_installed",
    "known",
    "price",
    "recommend",
    "recommend_method",
    "this_machine",
]
