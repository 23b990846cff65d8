"""Odd Hugging Face caches, homes and folders of weights.

A case is a seed; `try_one` makes its tree in an empty folder, has everything read that the daemon
reads of it, and takes the tree away again. What comes out is engines, problems in words, or a typed
error.
"""

from __future__ import annotations

import functools
import os
import random
import shutil
import tracemalloc
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import msgspec
from tests.fuzz.hub_cache_grower import Grower

from tonekiln.protocol import EngineList
from tonekiln.protocol.errors import TonekilnError
from tonekilnd.engines.catalogue.catalogue import engine_row
from tonekilnd.engines.catalogue.registry import EngineRegistry
from tonekilnd.engines.checkpoints import adopt
from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.contract import EngineSettings
from tonekilnd.engines.model_cards.rows import row_of, rows

MOST_BYTES = 64 * 2**20
_ENGINES = ("musicgen-small", "audiogen-medium", "stable-audio-open-small")


@dataclass(frozen=True, slots=True)
class Case:
    """One tree, by the seed that it grows from."""

    seed: int


def cases(seed: int, count: int) -> Iterator[Case]:
    """So many cases; the same seed gives the same ones."""
    draw = random.Random(seed)
    for _ in range(count):
        yield Case(draw.getrandbits(48))


def try_one(case: Case, folder: Path) -> int:
    """Make the tree in `folder`, which is empty, and have it read; returns the peak of memory.

    Raises:
        Anything but a typed error: what the readers let through.
        AssertionError: they took more than MOST_BYTES.
    """
    draw = random.Random(case.seed)
    cache, home, own = folder / "hub", folder / "home", folder / "own"
    Grower(draw).grow(cache, home, own)
    began = not tracemalloc.is_tracing()
    if began:
        tracemalloc.start()
    tracemalloc.reset_peak()
    before = tracemalloc.get_traced_memory()[0]
    try:
        with mock.patch.dict(os.environ, HF_HUB_CACHE=str(cache)):
            _read(home, own, draw.choice(_ENGINES))
        peak = tracemalloc.get_traced_memory()[1] - before
    finally:
        if began:
            tracemalloc.stop()
    _clear(folder)
    assert peak <= MOST_BYTES, f"{case}: {peak >> 20} MB"
    return peak


@functools.cache
def _registry() -> EngineRegistry:
    return EngineRegistry.installed()


def _read(home: Path, own: Path, engine: str) -> None:
    settings = EngineSettings(home=home, device="cpu")
    found = _registry().describe(settings)
    assert "sketch" in {facts.name for facts in found.engines}
    rows_ = tuple(engine_row(facts) for facts in found.engines)
    msgspec.json.encode(EngineList(engines=rows_, default="sketch", problems=found.problems))
    assert all(problem.isprintable() for problem in found.problems), found.problems
    for name in (engine, f"musicgen:{own}", f"{engine}:{own}"):
        with suppress(TonekilnError):
            _registry().find(name, settings)
        with suppress(TonekilnError):
            adopt.checked(row_of(name), Store(home), lambda _done, _what: None)


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()


assert {row.name for row in rows()} >= set(_ENGINES)
