"""Which device models will compute on, told without importing torch.

The daemon pins device and precision in every Plan, and must not import torch to know them.
"""

from __future__ import annotations

import functools
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from .base import EngineSettings


@functools.cache
def likely_device() -> str:
    """cuda, mps or cpu: what the installed torch and this machine come to."""
    try:
        build = version("torch")
    except PackageNotFoundError:
        return "cpu"
    if sys.platform == "darwin":
        return "mps" if platform.machine() == "arm64" else "cpu"
    return "cuda" if "+cpu" not in build and _has_nvidia_driver() else "cpu"


def device_and_precision(settings: EngineSettings) -> tuple[str, str]:
    """What the settings come to; `auto` takes only a precision that is faithful."""
    device = likely_device() if settings.device == "auto" else settings.device
    faithful = "bf16" if device == "cuda" else "fp32"
    return device, faithful if settings.precision == "auto" else settings.precision


def _has_nvidia_driver() -> bool:
    if sys.platform == "win32":
        return (Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "System32/nvcuda.dll").exists()
    return Path("/dev/nvidiactl").exists()
