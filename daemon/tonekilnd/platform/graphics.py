"""What torch can compute on here, told without importing it."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path


def device_of_torch(*, cpu_only: bool) -> str:
    """cuda, mps or cpu.

    Args:
        cpu_only: whether the installed build of torch knows no GPU.
    """
    if sys.platform == "darwin":
        return "mps" if platform.machine() == "arm64" else "cpu"
    else:
        return "cuda" if not cpu_only and _nvidia_driver().exists() else "cpu"


def _nvidia_driver() -> Path:
    """What is there exactly when NVIDIA's driver is."""
    if sys.platform == "win32":
        return Path(os.environ.get("SYSTEMROOT", "C:/Windows")) / "System32" / "nvcuda.dll"
    else:
        return Path("/dev/nvidiactl")
