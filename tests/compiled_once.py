"""The native kernels, compiled once for all the homes that tests make.

A home keeps its own, most tests have a home of their own, and a compiler takes seven seconds.
"""

from __future__ import annotations

import os
from pathlib import Path

from tonekilnd.engines.neural.fast.native.compiler import CannotBuild, compiler

KEPT = Path(__file__).parents[1] / "build" / "kernels"
SCRIPT = Path(__file__).with_name("compiled_once.sh")
COMPILER = "KERNELS_COMPILER"


def compile_once() -> None:
    """Have this process and those it starts ask a compiler that keeps what it made."""
    if COMPILER in os.environ:  # of the process that started this one
        return
    try:
        chosen = compiler()
    except CannotBuild:
        return
    KEPT.mkdir(parents=True, exist_ok=True)
    os.environ |= {COMPILER: chosen, "KERNELS_KEPT_IN": str(KEPT), "CXX": str(SCRIPT)}
