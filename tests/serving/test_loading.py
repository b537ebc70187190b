"""Pipelines are made in threads of one process, as many at a time as bots are asked for."""

import subprocess
import sys
from pathlib import Path

from serving.convert import places
from tests.serving.engines import ROOT, Shop

CROWD = """
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from serving.engine.loading import PipelineLoader
from serving.engine.settings import Settings

model, adapters, work, graph, *names = sys.argv[1:]
loader = PipelineLoader(Settings(Path(model), Path(adapters), Path(work), cache_tokens=1024), Path(graph))
with ThreadPoolExecutor(4) as threads:
    print(len(list(threads.map(loader.adapter, names * 20))))
"""


def test_adapters_load_side_by_side(shop: Shop, tmp_path: Path) -> None:
    # In a process of its own: the library changes its process's environment while it loads.
    graph = places.base_folder(shop.model, shop.model.parent / "work")
    command = [sys.executable, "-c", CROWD, shop.model, shop.store.root, tmp_path, graph, *shop.names]
    done = subprocess.run([*map(str, command)], cwd=ROOT, capture_output=True, text=True, timeout=300)
    assert done.stdout.strip() == str(len(shop.names) * 20), done.stderr[-2000:]
