"""Search over 1,000 to 1,000,000 passages of 1 to 1,000 tenants, beside a plain exact scan, on both databases.

`python -m tests.bench.bench_search [--sizes 1000x1 100000x1000 …] [--databases sqlite postgresql] [--json OUT]`. Each
size (passages x tenants) has a database and a process of its own. *Ours* is `knowledge.search.search` but for the call
that turns the question into a vector: full text, vectors, fusion and the passages found. *Plain* is what one writes
first: the tenant's vectors compared one by one, in NumPy from SQLite's rows, in PostgreSQL by its operator. Recall is
that of our ten nearest passages against a scan in float32; *first* is a tenant's first search, which reads its vectors;
*process* is what those take in its memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

DATABASES = ("sqlite", "postgresql")
SIZES = ["1000x1", "10000x1", "10000x100"]
COLUMNS = {
    "recall": ("recall@10", "{:.3f}"),
    "first_ms": ("first, ms", "{:.1f}"),
    "p50_ms": ("p50, ms", "{:.1f}"),
    "p95_ms": ("p95, ms", "{:.1f}"),
    "plain_p50_ms": ("plain p50, ms", "{:.1f}"),
    "plain_p95_ms": ("plain p95, ms", "{:.1f}"),
    "memory_mib": ("process, MiB", "{:.0f}"),
    "database_mib": ("database, MiB", "{:.0f}"),
    "fill_seconds": ("filled in, s", "{:.0f}"),
}
WIDTH = 15

Figures = dict[str, float]


def main() -> None:
    """Print the table, write the JSON."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_search")
    parser.add_argument("--sizes", nargs="+", default=SIZES, help="passages x tenants")
    parser.add_argument("--databases", nargs="+", choices=DATABASES, default=list(DATABASES))
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    table: dict[str, dict[str, Figures]] = {}
    for name in options.databases:
        print(name.rjust(WIDTH) + "".join(title.rjust(WIDTH) for title, _ in COLUMNS.values()), flush=True)
        table[name] = {}
        for size in options.sizes:
            figures = table[name][size] = _measured(name, size)
            cells = (form.format(figures[key]).rjust(WIDTH) for key, (_, form) in COLUMNS.items())
            print(size.rjust(WIDTH) + "".join(cells), flush=True)
    if options.json:
        options.json.write_text(json.dumps(table, indent=2))


def _measured(database: str, size: str) -> Figures:
    passages, tenants = size.split("x")
    with _database(database) as settings:
        environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "config.settings", "LOG_LEVEL": "ERROR", **settings}
        owner = {**environment, "DATABASE_URL": settings["DATABASE_OWNER_URL"]}
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], env=owner, check=True)
        load = [sys.executable, "-m", "tests.bench.search_load", passages, tenants]
        done = subprocess.run(load, env=environment, check=True, stdout=subprocess.PIPE)
    figures: Figures = json.loads(done.stdout)
    return figures


@contextmanager
def _database(name: str) -> Iterator[dict[str, str]]:
    """Environment variables of a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        var = {"BOTWRIGHT_VAR": folder}
        if name == "sqlite":
            url = f"sqlite:///{folder}/botwright.sqlite3"
            yield {**var, "DATABASE_URL": url, "DATABASE_OWNER_URL": url}
            return
        from tests.scale import postgres as servers

        with servers.running() as postgres:
            yield {**var, **postgres.settings(), "BENCH_SUPERUSER_URL": postgres.superuser}


if __name__ == "__main__":
    main()
