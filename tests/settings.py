"""The product's settings, in a folder of their own, with what keeps tests quick and honest."""

import os
import tempfile

os.environ["BOTWRIGHT_VAR"] = tempfile.mkdtemp(prefix="botwright-tests-")
# The smallest, whatever the product's default is: tests of the real model stay quick.
os.environ["DEFAULT_MODEL"] = "smollm2-135m-instruct"

from config.settings import *

# The cast signs in a thousand times; a slow hash would be most of the time spent.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# A file: SQLite's shared memory refuses a second writer instead of letting it wait.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "tests.sqlite3")}
