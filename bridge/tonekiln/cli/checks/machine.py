"""The machine, this program on it, and how many files may be open."""

from __future__ import annotations

import importlib
import os
import platform
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil

import tonekiln
from tonekiln.cli.answer import megabytes
from tonekiln.platform import commands, limits

from .check import Check

_LEAST_OPEN_FILES = 4096
"""A stranger's connection takes one for ten seconds; workers and clients need some hundred."""

_NATIVE = {
    "soundfile": commands.install("libsndfile1"),
    "numpy": "",
    "scipy": "",
    "soxr": "",
    "zmq": "",
    "msgspec": "",
}
"""Modules with compiled parts, and what mends them where pip cannot."""


def machine_checks() -> Iterator[Check]:
    """What runs where."""
    yield Check(
        "tonekiln", ok=True, detail=f"{tonekiln.__version__} in {Path(tonekiln.__file__).parent}"
    )
    yield Check("python", ok=True, detail=f"{platform.python_version()}, {sys.executable}")
    memory = megabytes(psutil.virtual_memory().total)
    yield Check("machine", ok=True, detail=f"{os.cpu_count()} cores, {memory} of memory")
    yield from _packages()
    yield from _open_files()


def _packages() -> Iterator[Check]:
    for name, fix in _NATIVE.items():
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            mend = fix or f"{sys.executable} -m pip install --force-reinstall {name}"
            yield Check(name, ok=False, detail=str(error), fix=mend)


def _open_files() -> Iterator[Check]:
    """The daemon raises its limit as far as the system lets it."""
    most = limits.most_open_files()
    if most is not None and most < _LEAST_OPEN_FILES:
        detail = f"{most} files and connections may be open; others could use them up"
        yield Check("files", ok=False, detail=detail, fix=commands.allow_open_files(65_536))
