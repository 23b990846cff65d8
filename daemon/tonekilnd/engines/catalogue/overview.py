"""Every engine and what it will compute on, told without a daemon."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from tonekiln.protocol import EngineList
from tonekilnd.config import Settings
from tonekilnd.environments import is_environment

from ..computing.hardware import device_and_precision
from ..contract import EngineSettings, engine_settings
from ..libraries.needs import installed, missing_packages
from ..model_cards.rows import libraries
from .catalogue import engine_row
from .registry import EngineRegistry
from .suggestion import suggested


def overview(home: Path, settings: Settings) -> dict[str, Any]:
    """An `engine_list` as the wire has it, with `libraries` beside."""
    registry = EngineRegistry.installed()
    for_engines = engine_settings(home, settings)
    found = registry.describe(for_engines)
    budget = settings.memory_budget()
    rows = tuple(
        engine_row(facts, fits_memory=facts.device != "cpu" or facts.memory_bytes <= budget)
        for facts in found.engines
    )
    listed = EngineList(
        engines=rows,
        default=settings.default_engine,
        problems=found.problems,
        suggested=suggested(rows),
    )
    return {
        **msgspec.to_builtins(listed),
        "libraries": [_library(one.name, for_engines) for one in libraries()],
    }


def _library(name: str, settings: EngineSettings) -> dict[str, Any]:
    """What one model library will be run with."""
    own = settings.of_family(name.replace("_", "-"))
    device, precision = device_and_precision(own)
    return {
        "library": name.replace("_", "-"),
        "python": "" if is_environment(own.interpreter) else own.interpreter,
        "missing": list(missing_packages(name, own.interpreter)),
        "torch": installed(own.interpreter).torch,
        "device": device,
        "precision": precision,
    }
