"""`manage.py doctor`: what is installed, reachable and missing, in words that a newcomer can act on."""

from config.doctor.finding import Finding, Level
from config.doctor.machine import machine
from config.doctor.services import services

__all__ = ["Finding", "Level", "examine"]


def examine() -> list[Finding]:
    """Every finding, the machine first."""
    return [*machine(), *services()]
