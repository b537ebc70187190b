"""The foundation models that a bot can stand on: what is known, what is installed, what to take."""

from assistants.catalogue.machine import Machine, this_machine
from assistants.catalogue.models import FoundationModel, find, installed, is_installed, known, price
from assistants.catalogue.recommend import Data, Recommendation, recommend

__all__ = [
    "Data",
    "FoundationModel",
    "Machine",
    "Recommendation",
    "find",
    "installed",
    "is_installed",
    "known",
    "price",
    "recommend",
    "this_machine",
]
