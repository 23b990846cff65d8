"""`tonekiln doctor`: what is set, what is there, what is wrong and what to do about it."""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from tonekiln.cli.answer import Answer, table
from tonekiln.cli.arguments import Commands, add_command
from tonekiln.cli.checks import Check, all_checks, engine_checks, home_checks, library_checks
from tonekiln.cli.daemon_package import ask_daemon_package
from tonekiln.cli.repair import Repair, repair
from tonekiln.home import Home
from tonekiln.protocol import EngineList
from tonekiln.protocol.errors import TonekilnError

from .daemon import one_runs
from .presets import preset_files


def add_commands(commands: Commands) -> None:
    """Add the group's command."""
    doctor = add_command(
        commands, "doctor", _doctor, "settings and their origin, and what needs repair"
    )
    doctor.add_argument(
        "--repair",
        action="store_true",
        help="mend what can be mended, and say what was done; a daemon without jobs starts again "
        "where that takes it. Nothing that you made is deleted",
    )


def _doctor(options: argparse.Namespace) -> Answer:
    home = Home.find()
    settings, problem = _settings(home)
    repairs = list(repair(lambda: home_checks(home, settings))) if options.repair else []
    if repairs and problem:
        settings, problem = _settings(home)
    known = [] if problem else _models(home)
    checks = [*all_checks(home, settings), *known, *_presets(home), *problem]
    document = {
        "home": str(home.root),
        "settings": settings,
        "checks": [check.document() for check in checks],
        "repairs": [one.document() for one in repairs],
    }
    sick = any(not check.ok for check in checks)
    lines = [*_repair_lines(repairs, asked=options.repair), *_lines(settings, checks)]
    return Answer(document, lines, status=int(sick))


def _repair_lines(repairs: list[Repair], *, asked: bool) -> Iterator[str]:
    for one in repairs:
        yield f"{'DID' if one.done else 'NOT'} {one.name:<12} {one.said}"
    if asked and not repairs:
        yield "nothing to repair"
    if asked:
        yield ""


def _settings(home: Home) -> tuple[list[dict[str, Any]], list[Check]]:
    """What the daemon would run with; it alone knows its settings."""
    try:
        document = ask_daemon_package("settings", "--home", str(home.root), "--json")
    except TonekilnError as error:
        fix = f"edit {home.config_file}" if os.path.lexists(home.config_file) else ""
        return [], [Check("settings", ok=False, detail=error.message, fix=fix)]
    rows: list[dict[str, Any]] = document["settings"]
    return rows, []


def _models(home: Home) -> Iterable[Check]:
    """What models would compute on; a daemon that runs was asked for its engines already."""
    try:
        overview = ask_daemon_package("engines", "--home", str(home.root), "--json")
    except TonekilnError as error:
        yield Check("engines", ok=False, detail=error.message, fix=error.hint)
        return
    yield from library_checks(overview["libraries"])
    if not one_runs():
        yield from engine_checks(msgspec.convert(overview, EngineList))


def _presets(home: Home) -> Iterator[Check]:
    """What is wrong with the user's presets; a daemon that runs has said so already."""
    files = preset_files(home)
    if not files or one_runs():
        return
    try:
        found = ask_daemon_package("check-presets", *files)
    except TonekilnError as error:
        yield Check("presets", ok=False, detail=error.message, fix=error.hint)
        return
    for problem in found["problems"]:
        where = f"{problem['path']}:{problem['line']}"
        said = ": ".join(filter(None, (where, problem["field"], problem["message"])))
        yield Check("presets", ok=False, detail=said)


def _lines(settings: list[dict[str, Any]], checks: list[Check]) -> Iterator[str]:
    for check in checks:
        fix = f"  ->  {check.fix}" if check.fix else ""
        yield f"{'ok ' if check.ok else 'BAD'} {check.name:<12} {check.detail}{fix}"
    if settings:
        yield ""
        rows = [
            (row["name"], _text(row["value"]), row["origin"], row["env"], row["help"])
            for row in settings
        ]
        yield from table(("SETTING", "VALUE", "FROM", "VARIABLE", "MEANING"), rows)


def _text(value: object) -> str:
    return value if isinstance(value, str) and value else json.dumps(value)
