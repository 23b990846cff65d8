"""What `tonekiln doctor` looks at."""

from __future__ import annotations

import importlib
import importlib.metadata
import os
import platform
import shutil
import stat
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

import tonekiln
from tonekiln import foreign
from tonekiln.client.blocking import Client
from tonekiln.engine_names import in_short
from tonekiln.foreign import is_folder
from tonekiln.home import Home
from tonekiln.platform import commands, privacy
from tonekiln.protocol import EngineList
from tonekiln.protocol.errors import DaemonUnreachable, TonekilnError

from .answer import megabytes

_LEAST_FREE_BYTES = 500_000_000
_NATIVE = {
    "soundfile": commands.install("libsndfile1"),
    "numpy": "",
    "scipy": "",
    "soxr": "",
    "zmq": "",
    "msgspec": "",
}
"""Modules with compiled parts, and what mends them where pip cannot."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at.

    Attributes:
        fix: what to type when it is not well.
    """

    name: str
    ok: bool
    detail: str
    fix: str = ""


def all_checks(home: Home, settings: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """Every check, in the order in which a person would ask."""
    yield Check(
        "tonekiln", ok=True, detail=f"{tonekiln.__version__} in {Path(__file__).parents[1]}"
    )
    yield Check("python", ok=True, detail=f"{platform.python_version()}, {sys.executable}")
    yield _machine()
    yield from _packages()
    yield _folder("home", home.root)
    yield _folder("library", _library(home, settings))
    yield _inputs(home)
    yield from _daemon(home)


def _machine() -> Check:
    memory = megabytes(psutil.virtual_memory().total)
    return Check("machine", ok=True, detail=f"{os.cpu_count()} cores, {memory} of memory")


def _packages() -> Iterator[Check]:
    for name, fix in _NATIVE.items():
        try:
            importlib.import_module(name)
        except (ImportError, OSError) as error:
            mend = fix or f"{sys.executable} -m pip install --force-reinstall {name}"
            yield Check(name, ok=False, detail=str(error), fix=mend)


def _folder(name: str, path: Path) -> Check:
    there = next((parent for parent in (path, *path.parents) if is_folder(parent)), path)
    in_the_way = next((p for p in (path, *path.parents) if os.path.lexists(p)), there)
    if in_the_way != there:
        why = foreign.why_no_folder(in_the_way)
        detail = f"{foreign.shown(in_the_way)} cannot be used ({why})"
        return Check(name, ok=False, detail=detail, fix=commands.show_rights(in_the_way))
    if not os.access(there, os.W_OK):
        detail = f"{path} cannot be written to"
        return Check(name, ok=False, detail=detail, fix=commands.show_rights(there))
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Check(name, ok=False, detail=str(foreign.unreadable(there, error)))
    detail = f"{path}, {megabytes(free)} free"
    if free < _LEAST_FREE_BYTES:
        return Check(name, ok=False, detail=detail, fix="make room, or set another folder")
    return Check(name, ok=True, detail=detail)


def _library(home: Home, settings: Sequence[Mapping[str, Any]]) -> Path:
    chosen = next((row["value"] for row in settings if row["name"] == "library"), "")
    return Path(chosen).expanduser() if chosen else home.library


def _inputs(home: Home) -> Check:
    """What clips were made of; it goes with the last clip that needs it."""
    sizes = [_size(path) for path in home.inputs.rglob("*")] if home.inputs.exists() else []
    detail = f"{home.inputs}, {megabytes(sum(sizes))} kept for clips made of audio or MIDI"
    return Check("inputs", ok=True, detail=detail)


def _size(path: Path) -> int:
    try:
        facts = path.lstat()
    except OSError:
        return 0  # it has gone meanwhile
    return facts.st_size if stat.S_ISREG(facts.st_mode) else 0


def _daemon(home: Home) -> Iterator[Check]:
    """A daemon that does not run is no fault; one that does not answer is."""
    if not os.path.lexists(home.connection_file):
        yield Check("daemon", ok=True, detail="none is running; `generate` starts one")
        return
    yield from _closed_to_others(home)
    try:
        with Client(home) as client:
            yield from _answering(client)
    except DaemonUnreachable as error:
        yield Check("daemon", ok=False, detail=error.message, fix=error.hint)
    except TonekilnError as error:
        yield Check("daemon", ok=False, detail=str(error))


def _closed_to_others(home: Home) -> Iterator[Check]:
    for path in (home.run, home.connection_file):
        try:
            seen = privacy.open_to_others(path)
        except OSError:
            continue  # whoever reads it says why it cannot be read
        if seen:
            yield Check(
                "keys",
                ok=False,
                detail=f"{path} is open to others",
                fix=commands.close_to_others(path),
            )


def _answering(client: Client) -> Iterator[Check]:
    began = time.perf_counter()
    client.ping()
    took = (time.perf_counter() - began) * 1000
    status = client.status()
    yield Check(
        "daemon",
        ok=True,
        detail=f"{status.pid} on {client.connection.endpoint}, answers in {took:.1f} ms",
    )
    if status.version != tonekiln.__version__:
        yield Check(
            "version",
            ok=False,
            detail=f"the daemon is {status.version}, this command {tonekiln.__version__}",
            fix="tonekiln stop",
        )
    engines = client.engines()
    for problem in status.problems:
        if problem not in engines.problems:
            yield Check("daemon", ok=False, detail=problem)
    yield from engine_checks(engines)


def engine_checks(engines: EngineList) -> Iterator[Check]:
    """How ready each engine is, what it computes on, and what of their files cannot be read."""
    for engine in engines.engines:
        on = f"{engine.device} {engine.precision}".rstrip()
        detail = f"{in_short(engine.name)}: {engine.readiness}, {on}"
        yield Check("engine", ok=True, detail=detail, fix=engine.fix)
    for problem in engines.problems:
        yield Check("engines", ok=False, detail=problem)


def library_checks(libraries: Sequence[Mapping[str, Any]]) -> Iterator[Check]:
    """What the model libraries would compute on; that they are missing is no fault."""
    for row in libraries:
        name, python = row["library"], row["python"]
        where = f" in {python}" if python else ""
        if row["missing"]:
            other = f" --python {python}" if python else ""
            detail = f"{name}: not installed{where} ({', '.join(row['missing'])})"
            yield Check("models", ok=True, detail=detail, fix=f"tonekiln engines install{other}")
        else:
            on = f"computes on {row['device']} in {row['precision']}, with torch {row['torch']}"
            yield Check("models", ok=True, detail=f"{name}: {on}{where}")
