"""Which device models will compute on, told without importing torch.

The daemon pins device and precision in every Plan, and must not import torch to know them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tonekilnd.platform import graphics

from ..contract import EngineSettings
from ..libraries.needs import installed


def likely_device(python: str = "") -> str:
    """cuda, mps or cpu: what a Python's torch and this machine come to."""
    build = installed(python).torch
    if not build:
        return "cpu"
    return graphics.device_of_torch(cpu_only="+cpu" in build)


def device_and_precision(settings: EngineSettings) -> tuple[str, str]:
    """What the settings come to; `auto` takes only a precision that is faithful."""
    found = settings.device == "auto"
    device = likely_device(settings.interpreter) if found else settings.device
    faithful = "bf16" if device == "cuda" else "fp32"
    return device, faithful if settings.precision == "auto" else settings.precision


@cache
def processor_flags() -> frozenset[str]:
    """What instructions this CPU has, as Linux names them; none known elsewhere.

    Asked for every row and precision each time that engines are listed, and always the same.
    """
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())
