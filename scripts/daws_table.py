"""The table of docs/daws.md, made of docs/daws.toml.

python scripts/daws_table.py                             writes it
python scripts/daws_table.py --check                     fails where it is stale
python scripts/daws_table.py --log FILE --address URL    adds a user's log, then writes it
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tonekiln.cli.daw_check import log

DOCS = Path(__file__).resolve().parents[1] / "docs"
TABLE, PAGE = DOCS / "daws.toml", DOCS / "daws.md"
BEGIN, END = "<!-- made of daws.toml by scripts/daws_table.py -->", "<!-- end -->"
HEAD = "| | Road | Where to | Seen by us | Seen by users |\n|---|---|---|---|---|"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--log", type=Path)
    parser.add_argument("--address")
    options = parser.parse_args()
    if options.log:
        added = report_of(options.log.read_text("utf-8"), options.address or "")
        TABLE.write_text(TABLE.read_text("utf-8") + added, "utf-8")
    wanted = page(PAGE.read_text("utf-8"), tomllib.loads(TABLE.read_text("utf-8")))
    if not options.check:
        PAGE.write_text(wanted, "utf-8")
        return 0
    fresh = wanted == PAGE.read_text("utf-8")
    if not fresh:
        print("stale: docs/daws.md (run scripts/daws_table.py)", file=sys.stderr)
    return 0 if fresh else 1


def page(text: str, facts: dict[str, Any]) -> str:
    """The page with its table renewed. Raises ValueError where it has no place for it."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError("the page has lost the marks of its table")
    rows = "\n".join(_rows(facts))
    return f"{before}{BEGIN}\n{HEAD}\n{rows}\n{END}{after}"


def report_of(content: str, address: str) -> str:
    """A user's log as a table of TOML. Raises ValueError where it is no finished log."""
    made = log.written_in(content)
    if not made["finished"]:
        raise ValueError("that check was stopped before its end")
    if not address.startswith("https://"):
        raise ValueError("--address says where the log can be read: https://...")
    facts = {
        "daw": made["daw"],
        "version": made["daw_version"],
        "system": made["system"],
        "plugin": made["plugin_format"],
        "on": made["began"],
        "tonekiln": made["tonekiln"],
        "log": address,
    }
    lines = [f"{name} = {_quoted(value)}" for name, value in facts.items()]
    return "\n".join(
        ["", "[[report]]", *lines, f"good = {made['good']}", f"bad = {made['bad']}", ""]
    )


def _rows(facts: dict[str, Any]) -> Iterator[str]:
    for road in facts["road"]:
        reports = [one for one in facts.get("report", ()) if one["daw"] == road.get("daw")]
        cells = (road["title"], road["road"], road["where"], _by_us(road), _by_users(road, reports))
        yield f"| {' | '.join(cells)} |"


def _by_us(road: dict[str, Any]) -> str:
    if "seen" in road:
        return f"**yes**: {road['seen']}"
    return f"no: {road['stand_in']}" if road["stand_in"] else "no"


def _by_users(road: dict[str, Any], reports: list[dict[str, Any]]) -> str:
    if "daw" not in road:
        return ""
    return "; ".join(map(_report, reports)) if reports else "no log yet"


def _report(report: dict[str, Any]) -> str:
    steps = f"{report['good']} good, {report['bad']} bad"
    where = f"{report['version']} on {report['system']}, {report['plugin']}"
    return f"{where}: {steps} ([log]({report['log']}), {report['on']})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


if __name__ == "__main__":
    sys.exit(main())
