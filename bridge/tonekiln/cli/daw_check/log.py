"""The log that a person attaches to a report: one file, read by people and by programs."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .record import Record, Said, StepSeen, write_whole
from .redaction import Redaction
from .script import Script

FORM = 1
_FENCE = "```"


def document(script: Script, record: Record, redaction: Redaction) -> dict[str, Any]:
    """What was seen, as JSON has it."""
    done = record.steps
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return {
        "log": FORM,
        "tonekiln": record.version,
        "daw": script.daw,
        "daw_version": _first(done, "version", "written_by"),
        "plugin_format": _first(done, "format"),
        "plugin_host": _first(done, "host"),
        "system": redaction.version(system),
        "python": platform.python_version(),
        "began": record.began,
        "finished": set(script.steps) <= set(done),
        "steps": [
            {"step": name, "title": step.title, **_seen(done.get(name))}
            for name, step in script.steps.items()
        ],
        "good": sum(_good(seen) for seen in done.values()),
        "bad": sum(seen.bad for seen in done.values()),
    }


def text(log: dict[str, Any]) -> str:
    """The file: a table for people, and below it the same for programs."""
    return "\n".join([*_lines(log), "", f"{_FENCE}json", json.dumps(log, indent=1), _FENCE, ""])


def written_in(content: str) -> dict[str, Any]:
    """The JSON of such a file. Raises ValueError where it is none."""
    _, _, rest = content.partition(f"{_FENCE}json\n")
    log: dict[str, Any] = json.loads(rest.rpartition(f"\n{_FENCE}")[0])
    return log


def write(path: Path, log: dict[str, Any]) -> None:
    """Write it. Raises OSError."""
    write_whole(path, text(log).encode("utf-8"))


def _seen(seen: StepSeen | None) -> dict[str, Any]:
    if seen is None:
        return {"said": "", "looked": "", "facts": {}, "note": ""}
    return {
        "said": str(seen.said),
        "looked": str(seen.looked),
        "facts": dict(seen.facts),
        "note": seen.note,
    }


def _good(seen: StepSeen) -> bool:
    return not seen.bad and seen.said is not Said.SKIPPED


def _first(done: dict[str, StepSeen], *names: str) -> str:
    """The first of these facts that a step found."""
    found = (seen.facts.get(name) for name in names for seen in done.values())
    return next((str(value) for value in found if value), "")


def _lines(log: dict[str, Any]) -> Iterator[str]:
    title = f"{log['daw']} {log['daw_version']}".strip()
    yield f"# Tonekiln {log['tonekiln']} in {title}"
    yield ""
    plugin = " ".join(filter(None, (log["plugin_format"], "in", log["plugin_host"])))
    yield f"{log['system']}, Python {log['python']}; plugin: {plugin}; {log['began']}; "
    whole = "all steps done" if log["finished"] else "stopped before the end"
    yield f"{whole}: {log['good']} good, {log['bad']} bad."
    yield ""
    yield "| | Step | Person | Program | Facts | Note |"
    yield "|---|---|---|---|---|---|"
    for number, row in enumerate(log["steps"], 1):
        facts = ", ".join(f"{name} {value}" for name, value in row["facts"].items())
        cells = (row["title"], row["said"], row["looked"], facts, row["note"])
        yield f"| {number} | {' | '.join(map(_cell, cells))} |"


def _cell(value: str) -> str:
    return value.replace("\\", "\\\\").replace("|", "\\|").replace("`", "'")
