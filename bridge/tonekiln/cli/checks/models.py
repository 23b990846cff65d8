"""Engines and the libraries that models compute with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tonekiln.cli.getting_progress import line_for
from tonekiln.engine_names import in_short
from tonekiln.protocol import EngineJobList, EngineJobState, EngineList

from .check import Check


def engine_checks(engines: EngineList) -> Iterator[Check]:
    """How ready each engine is, what it computes on, and what of their files cannot be read."""
    for engine in engines.engines:
        on = f"{engine.device} {engine.precision}".rstrip()
        detail = f"{in_short(engine.name)}: {engine.readiness}, {on}"
        yield Check("engine", ok=True, detail=detail, fix=engine.fix)
    for problem in engines.problems:
        yield Check("engines", ok=False, detail=problem)


def getting_checks(found: EngineJobList) -> Iterator[Check]:
    """What is on its way here, an engine once however many asked for it."""
    for engine, row in {row.engine: row for row in found.jobs}.items():
        detail = f"{in_short(engine) or 'the model libraries'}: {line_for(row)}"
        stands = row.state is EngineJobState.PAUSED
        command = f"tonekiln pull {engine}" if engine else "tonekiln engines install"
        yield Check("getting", ok=True, detail=detail, fix=f"{command} goes on" if stands else "")


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
