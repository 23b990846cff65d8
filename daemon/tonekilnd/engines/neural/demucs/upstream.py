"""The one place that imports demucs; only its model, and what applies it to longer sound."""

from __future__ import annotations

import functools
import importlib
from dataclasses import dataclass
from types import ModuleType


@dataclass(frozen=True, slots=True)
class Demucs:
    """The modules that take sound apart.

    What loads models there is not among them: it runs code that a file names.
    """

    htdemucs: ModuleType
    apply: ModuleType


@functools.cache
def demucs() -> Demucs:
    """The parts of demucs that separate."""
    return Demucs(
        htdemucs=importlib.import_module("demucs.htdemucs"),
        apply=importlib.import_module("demucs.apply"),
    )
