"""Keeps processes running: restarts what dies or stays unhealthy, and leaves no orphan behind."""

from serving.supervise.process import Process
from serving.supervise.supervisor import Supervisor

__all__ = ["Process", "Supervisor"]
