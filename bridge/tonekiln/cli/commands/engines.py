"""`tonekiln list | ps | load | unload | pin`."""

from __future__ import annotations

import argparse
import re

import msgspec

from tonekiln.cli.answer import Answer, megabytes, table
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.cli.daemon_package import ask_daemon_package
from tonekiln.client.blocking import Client
from tonekiln.engine_names import in_short
from tonekiln.home import Home
from tonekiln.protocol import EngineList, EngineRow, Readiness, Status

from .daemon import one_runs, started_client

_READINESS = {
    Readiness.WARM: "warm",
    Readiness.LOADING: "loading",
    Readiness.ON_DISK: "ready to load",
    Readiness.TO_PULL: "to pull",
    Readiness.TO_INSTALL: "to install",
}

_NEAREST = tuple(_READINESS)
"""What can be used now is listed first."""

_SIZE = re.compile(r" \(about [^)]*\)")


def add_commands(commands: Commands) -> None:
    """Add the group's commands."""
    add_command(commands, "list", _list, "every engine: what it can do, its licence, its state")
    add_command(commands, "ps", _warm, "the engines that are warm, and what they take")
    for name, run, help_text in (
        ("load", _load, "make an engine warm"),
        ("unload", _unload, "give an engine's memory back"),
        ("pin", _pin, "keep an engine warm, whatever else is asked for"),
    ):
        command = add_command(commands, name, run, help_text)
        command.add_argument("engine", metavar="NAME", help="as `tonekiln list` shows it")
        if name == "pin":
            command.add_argument("--off", action="store_true", help="let it go when it is idle")


def engine_list() -> EngineList:
    """Every engine: as the daemon has it or, where none runs, as one would find it."""
    if one_runs():
        with Client() as client:
            return client.engines()
    home = str(Home.find().root)
    return msgspec.convert(ask_daemon_package("engines", "--home", home, "--json"), EngineList)


def _list(_options: argparse.Namespace) -> Answer:
    engines = engine_list()
    return Answer(msgspec.to_builtins(engines), _list_lines(engines))


def _list_lines(engines: EngineList) -> list[str]:
    rows = [
        (
            in_short(engine.name) + "*" * (engine.name == engines.default),
            engine.kind,
            _readiness(engine),
            f"{engine.sample_rate / 1000:g} kHz" if engine.sample_rate else "any rate",
            megabytes(engine.memory_bytes),
            _licence(engine),
            " ".join(engine.abilities),
        )
        for engine in sorted(engines.engines, key=lambda engine: _NEAREST.index(engine.readiness))
    ]
    titles = ("ENGINE", "KIND", "STATE", "RATE", "MEMORY", "LICENCE", "CAN")
    problems = [f"problem: {problem}" for problem in engines.problems]
    coming = ["`tonekiln engines jobs` shows how far they are"] if _any_comes(engines) else []
    notes = ["* is the default", *coming, *_fix_lines(engines), *problems]
    return [*table(titles, rows), "", *notes]


def _any_comes(engines: EngineList) -> bool:
    return any(engine.job for engine in engines.engines)


def _fix_lines(engines: EngineList) -> list[str]:
    """What makes engines usable; those that need the same are named together, as NAME."""
    needing: dict[str, list[EngineRow]] = {}
    for engine in engines.engines:
        if engine.fix and not engine.job:
            fix = _SIZE.sub("", engine.fix).replace(engine.name, "NAME")
            needing.setdefault(fix, []).append(engine)
    return [
        f"{_few([in_short(row.name) for row in rows])}: {fix if len(rows) > 1 else rows[0].fix}"
        for fix, rows in needing.items()
    ]


def _few(names: list[str]) -> str:
    shown = ", ".join(names[:3])
    return shown if len(names) <= 3 else f"{shown} and {len(names) - 3} more"


def _readiness(engine: EngineRow) -> str:
    words = _READINESS.get(engine.readiness, str(engine.readiness))
    if engine.job:
        return "on its way here"
    if engine.readiness is Readiness.TO_PULL and engine.download_bytes:
        return f"{words}, {megabytes(engine.download_bytes)}"
    return f"{words}, pinned" if engine.pinned else words


def _licence(engine: EngineRow) -> str:
    return f"{engine.licence} (non-commercial)" if engine.non_commercial else engine.licence


def _warm(_options: argparse.Namespace) -> Answer:
    if not one_runs():
        return Answer({"warm": []}, ["nothing is warm: no daemon is running"])
    with Client() as client:
        status = client.status()
    document = {
        "warm": msgspec.to_builtins(status.warm),
        "memory_budget_bytes": status.memory_budget_bytes,
    }
    return Answer(document, _warm_lines(status))


def _warm_lines(status: Status) -> list[str]:
    if not status.warm:
        return ["nothing is warm"]
    rows = [
        (
            in_short(engine.engine),
            megabytes(engine.memory_bytes),
            megabytes(engine.device_bytes) if engine.device_bytes else "",
            "pinned" if engine.pinned else "",
            str(engine.jobs_running),
            f"{engine.idle_seconds:.0f} s",
            str(engine.worker_pid),
        )
        for engine in status.warm
    ]
    used = megabytes(sum(engine.memory_bytes for engine in status.warm))
    return [
        *table(("ENGINE", "MEMORY", "GPU", "", "JOBS", "IDLE", "PID"), rows),
        f"{used} of {megabytes(status.memory_budget_bytes)}",
    ]


def _load(options: argparse.Namespace) -> Answer:
    with started_client() as client:
        return _state(client.load(options.engine))


def _unload(options: argparse.Namespace) -> Answer:
    if not one_runs():
        return Answer({"engine": None}, [f"{options.engine} is not warm: no daemon is running"])
    with Client() as client:
        return _state(client.unload(options.engine))


def _pin(options: argparse.Namespace) -> Answer:
    with started_client() as client:
        return _state(client.pin(options.engine, pinned=not options.off))


def _state(engine: EngineRow) -> Answer:
    line = f"{engine.name}: {_readiness(engine)}"
    return Answer({"engine": msgspec.to_builtins(engine)}, [line])
