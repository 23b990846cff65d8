"""The places that a new field, address or DAW belongs to: each test names one that lacks it."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from tonekiln.cli.generate_options import request_of
from tonekiln.client.requests import GenerateOptions, generate_request
from tonekiln.protocol import Generate
from tonekiln.timeline.roads import DAWS
from tonekilnd.domain import Plan, TakeSpec
from tonekilnd.transport.osc.server import OscServer
from tonekilnd.transport.osc.table import ADDRESSES, OPTIONS, PREFIX

ROOT = Path(__file__).parents[2]
DECIDES_NO_SAMPLE = {"previews", "priority", "deadline_ms"}
FOLDED_INTO_OTHERS = {"preset", "draft", "variations"}
"""What planning reads and a Plan states otherwise: their words, a precision, its takes."""


@pytest.mark.parametrize("field", Generate.__struct_fields__)
def test_a_field_of_a_request_is_known_everywhere(field: str) -> None:
    ways_in = inspect.signature(generate_request).parameters
    assert field in {*GenerateOptions.__annotations__, *ways_in}, "client/requests.py"
    if field not in {"prompt", "bpm", "previews"}:
        assert f'"{field}"' in inspect.getsource(request_of), "cli/generate_options.py"
    if field not in {"prompt", "previews", "placement"}:
        assert field in OPTIONS.values(), "transport/osc/table.py"
    pinned = {*Plan.__struct_fields__, *TakeSpec.__struct_fields__}
    assert field in pinned | DECIDES_NO_SAMPLE | FOLDED_INTO_OTHERS, "domain/, planning/plan.py"


@pytest.mark.parametrize("address", [a.address for a in ADDRESSES if a.direction == "in"])
def test_an_osc_address_has_somebody_who_answers(address: str) -> None:
    handled = inspect.getsource(OscServer.__init__)
    assert f'"{{PREFIX}}{address.removeprefix(PREFIX)}"' in handled, "transport/osc/server.py"


@pytest.mark.parametrize("daw", DAWS)
def test_a_daw_is_documented_and_has_its_script_and_its_test(daw: str) -> None:
    assert daw in (ROOT / "docs" / "daws.md").read_text("utf-8").lower()
    assert (ROOT / "bridge" / "tonekiln" / "timeline" / "scripts" / daw).is_dir()
    tests = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert any(name.startswith(f"test_{daw}") for name in tests)
