"""The table of docs/daws.md is what docs/daws.toml says, logs of users included."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from tonekiln.cli.daw_check import log
from tonekiln.cli.daw_check.record import Said, StepSeen, new_record
from tonekiln.cli.daw_check.redaction import Redaction
from tonekiln.cli.daw_check.script import DAWS, script_of

SCRIPT = Path(__file__).parents[2] / "scripts" / "daws_table.py"


@pytest.fixture(scope="module")
def table() -> ModuleType:
    spec = importlib.util.spec_from_file_location("daws_table", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_fresh(table: ModuleType) -> None:
    page = table.PAGE.read_text("utf-8")
    assert table.page(page, tomllib.loads(table.TABLE.read_text("utf-8"))) == page


def test_every_daw_with_a_check_has_its_row(table: ModuleType) -> None:
    rows = tomllib.loads(table.TABLE.read_text("utf-8"))["road"]
    assert set(DAWS) <= {row.get("daw") for row in rows}


def finished(daw: str, *, steps: int | None = None) -> str:
    script, record = script_of(daw), new_record(daw)
    for name in list(script.steps)[:steps]:
        facts = {"version": "12.1.5", "format": "VST3"} if name == "insert" else {}
        record = record.with_step(name, StepSeen(said=Said.YES, facts=facts), "")
    return log.text(log.document(script, record, Redaction([])))


def test_a_users_log_becomes_part_of_its_row(table: ModuleType) -> None:
    added = table.report_of(finished("live"), "https://example.org/log.md")
    facts = tomllib.loads(table.TABLE.read_text("utf-8") + added)
    page = table.page(table.PAGE.read_text("utf-8"), facts)
    (row,) = [line for line in page.splitlines() if line.startswith("| Ableton Live")]
    assert "12.1.5 on " in row
    assert "21 good, 0 bad ([log](https://example.org/log.md)" in row


@pytest.mark.parametrize(
    ("content", "address"),
    [
        ("no log", "https://example.org"),
        (finished("live", steps=3), "https://example.org"),
        (finished("live"), "/home/ada/log.md"),
    ],
    ids=["none", "half", "nowhere"],
)
def test_what_is_no_finished_log_is_not_added(table: ModuleType, content, address) -> None:
    with pytest.raises(ValueError):
        table.report_of(content, address)
