"""Which device models will compute on, told without importing torch.

The daemon pins device and precision in every Plan, and must not import torch to know them.
"""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path

from .base import EngineSettings
from .libraries import installed


def likely_device(python: str = "") -> str:
    """cuda, mps or cpu: what a Python's torch and this machine come to."""
    build = installed(python).torch
    if not build:
        return "cpu"
    if sys.platform == "darwin":
        return "mps" if platform.machine() == "arm64" else "cpu"
    return "cuda" if "+cpu" not in build and _has_nvidia_driver() else "cpu"


def device_and_precision(settings: EngineSettings) -> tuple[str, str]:
    """What the settings come to; `auto` takes only a precision that is faithful."""
    found = settings.device == "auto"
    device = likely_device(settings.interpreter) if found else settings.device
    faithful = "bf16" if device == "cuda" else "fp32"
    return device, faithful if settings.precision == "auto" else settings.precision


def _has_nvidia_driver() -> bool:
    if sys.platform == "win32":
        return (Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "System32/nvcuda.dll").exists()
    return Path("/dev/nvidiactl").exists()


def processor_flags() -> frozenset[str]:
    """What instructions this CPU has, as Linux names them; none known elsewhere."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return frozenset()
    return frozenset(next((line for line in lines if line.startswith("flags")), "").split())
