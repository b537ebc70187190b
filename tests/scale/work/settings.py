"""The product's settings with jobs for tests."""

from config.settings import *

INSTALLED_APPS = [*INSTALLED_APPS, "tests.scale.work"]
