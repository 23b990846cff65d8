"""Loading: MusicGen-small at full size, random weights, beside audiocraft's own loading.

Both load the same pair of pickles (half precision, as published) from the same disk cache, each
in processes of its own; ours from the cache it converted before.
"""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psutil

from tonekilnd.engines.worker.launch import WorkerLaunch

from ..table import Row, row
from . import checkpoints

LONG = True

_MEASURED = """
import json, resource, sys, threading, time
import psutil
began = time.perf_counter()
{imports}
imported = time.perf_counter()
process = psutil.Process()
baseline = process.memory_info().rss
peak, done = [baseline], threading.Event()
def watch():
    while not done.wait(0.005):
        peak[0] = max(peak[0], process.memory_info().rss)
watcher = threading.Thread(target=watch)
watcher.start()
{load}
loaded = time.perf_counter()
done.set()
watcher.join()
after = process.memory_info().rss
parts = [{modules}]
weights = sum(t.numel() * t.element_size() for m in parts for t in m.parameters())
print(json.dumps({{
    "imports": imported - began, "weights": loaded - imported, "ready": loaded - began,
    "peak": (max(peak[0], after) - baseline) / weights, "bytes": weights,
}}))
"""

_OURS = _MEASURED.format(
    imports="""
from pathlib import Path
from tonekilnd.engines.neural.audiocraft import engine as engines, loading
from tonekilnd.engines.contract import EngineSettings
from tonekilnd.engines.model_cards.rows import row_of
""",
    load="""
settings = EngineSettings(home=Path(sys.argv[2]), threads=2, device="cpu", precision="fp32")
model = loading.load(row_of("musicgen-small:" + sys.argv[1]), settings, lambda *_: None)
# Mapped weights count as read: a first step reads them all.
t5 = model.lm.condition_provider.conditioners["description"].t5
touched = sum(float(t.sum()) for m in (model.lm, model.codec, t5) for t in m.parameters())
""",
    modules="""model.lm, model.codec,
    model.lm.condition_provider.conditioners["description"].t5""",
)

_STOCK = _MEASURED.format(
    imports="""
import warnings; warnings.simplefilter("ignore")
from tonekilnd.engines.neural.audiocraft.upstream import audiocraft
audiocraft()
from audiocraft.models import MusicGen
from audiocraft.modules.conditioners import T5Conditioner
""",
    load="""
T5Conditioner.MODELS.append(sys.argv[2])
T5Conditioner.MODELS_DIMS[sys.argv[2]] = 768
model = MusicGen.get_pretrained(sys.argv[1], device="cpu")
""",
    modules="""model.lm, model.compression_model,
    model.lm.condition_provider.conditioners["description"].t5""",
)


def measure(*, quick: bool) -> list[Row]:
    if not checkpoints.available():
        return []
    times = 1 if quick else 3
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        pair, named = checkpoints.audiocraft_pair(folder)
        home = folder / "home"
        _run(_OURS, pair, home)  # converts
        ours, stock, workers = [], [], []
        for _ in range(times):
            stock.append(_run(_STOCK, named, pair / "t5-base"))
            ours.append(_run(_OURS, pair, home))
            workers.append(asyncio.run(_worker(f"musicgen-small:{pair}", home)))
    return [
        row("MusicGen-small, a new worker is ready, its start and imports included", "s",
            _median(workers, "ready"), stock=_median(stock, "ready"), limit=8),
        row("MusicGen-small, imports", "s", _median(ours, "imports"),
            stock=_median(stock, "imports")),
        row("MusicGen-small, weights read, every one of them", "s", _median(ours, "weights"),
            stock=_median(stock, "weights"), limit=2),
        row("MusicGen-small, peak memory over the imports', of the weights with T5", "x",
            _median(ours, "peak"), stock=_median(stock, "peak"), limit=1.3),
        row("MusicGen-small, of a warm worker's memory back when it was unloaded", "%",
            _median(workers, "returned"), limit=95),
    ]  # fmt: skip


def _median(runs: list[dict[str, Any]], key: str) -> float:
    return median(run[key] for run in runs)


def _run(script: str, *arguments: Path) -> dict[str, Any]:
    command = [sys.executable, "-c", script, *map(str, arguments)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    return dict(json.loads(done.stdout.splitlines()[-1]))


async def _worker(name: str, home: Path) -> dict[str, float]:
    """As the daemon starts one, in a process of its own, and unloads it."""
    arguments = (f"--home={home}", f"--threads={os.cpu_count() or 1}", "--precision=fp32")
    launch = WorkerLaunch(arguments, os.cpu_count() or 1, home / "workers.log", 10.0)
    before = _resident()
    began = perf_counter()
    worker = launch.start(name)
    await worker.load(lambda *_: None)
    ready = perf_counter() - began
    loaded = _resident()
    await worker.stop()
    returned = (loaded - _resident()) / (loaded - before)
    return {"ready": ready, "returned": 100 * returned}


def _resident() -> int:
    """Bytes of this process and its children."""
    process = psutil.Process()
    return sum(p.memory_info().rss for p in (process, *process.children(recursive=True)))
