"""What the machine has to offer."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

BYTES_PER_GB = 2**30
MIB_PER_GB = 2**10


@dataclass(frozen=True)
class Machine:
    """Memory in GiB; `gpu_gb` is that of the largest GPU, 0 without one; `amx`: tiles of bfloat16 are multiplied."""

    memory_gb: float
    processors: int
    gpu_gb: float = 0.0
    amx: bool = False


def this_machine() -> Machine:
    """Measured now (Linux)."""
    return Machine(_memory_gb(), len(os.sched_getaffinity(0)), _gpu_gb(), _amx())


def _memory_gb() -> float:
    return round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / BYTES_PER_GB, 1)


def _gpu_gb() -> float:
    """Asks the driver's own program: no app loads a GPU library."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return 0.0
    query = [program, "--query-gpu=memory.total", "--format=csv,noheader,nounits"]
    answer = subprocess.run(query, capture_output=True, text=True, timeout=10, check=False)
    sizes = [float(line) for line in answer.stdout.split() if line.replace(".", "").isdigit()]
    return round(max(sizes, default=0.0) / MIB_PER_GB, 1)


def _amx() -> bool:
    return "amx_bf16" in Path("/proc/cpuinfo").read_text("utf-8").split()
