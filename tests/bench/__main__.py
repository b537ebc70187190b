"""`make bench`: every figure side by side, in one run. `make bench BENCH_ARGS="engine training"` runs some only.

Each benchmark is a program of its own (`python -m tests.bench.bench_engine`), so that none inherits another's memory.
"""

import subprocess
import sys
from pathlib import Path

BENCHES = sorted(file.stem.removeprefix("bench_") for file in Path(__file__).parent.glob("bench_*.py"))


def main(wanted: list[str]) -> int:
    """Runs the benchmarks named, or all; returns the number of those that failed."""
    if unknown := set(wanted) - set(BENCHES):
        print(f"No such benchmark: {', '.join(sorted(unknown))}. There are: {', '.join(BENCHES)}.", file=sys.stderr)
        return 2
    failed = 0
    for name in wanted or BENCHES:
        print(f"\n== {name} ==", flush=True)
        failed += bool(subprocess.run([sys.executable, "-m", f"tests.bench.bench_{name}"], check=False).returncode)
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
