"""`manage.py doctor`: what is installed, reachable and missing, in words that a newcomer can act on."""

from assistants.catalogue import this_machine
from config.doctor.bases import bases
from config.doctor.finding import Finding, Level
from config.doctor.machine import machine
from config.doctor.services import services

__all__ = ["Finding", "Level", "examine"]


def examine() -> list[Finding]:
    """Every finding, the machine first, then models and services."""
    return [*machine(), *bases(this_machine()), *services()]
