"""An engine without a model: the same HTTP protocol, scripted answers, delays and faults."""

from serving.fake.app import create_app
from serving.fake.process import running
from serving.fake.script import Rule, Script

__all__ = ["Rule", "Script", "create_app", "running"]
