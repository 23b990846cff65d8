"""The vectors that the plugin's tests replay hold for Python too."""

import base64
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tonekiln.protocol import Meter, UndecodableMessage, bar_frames, bpm_in_micro, decode, encode

VECTORS = Path(__file__).resolve().parents[1] / "vectors"


def load(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((VECTORS / name).read_text(encoding="utf-8"))
    return document


GRID = load("grid.json")
MESSAGES = load("messages.json")["messages"]
REFUSED = load("refused.json")["messages"]


def by_name(case: dict[str, Any]) -> str:
    return str(case["name"])


def test_the_grid_has_enough_cases_and_the_one_everyone_knows():
    known = {"bars": 3, "meter": "4/4", "bpm": "128", "rate": 44_100, "frames": 248_063}
    assert len(GRID["cases"]) >= 300
    assert known in GRID["cases"]


def test_bars_to_frames():
    wrong = [
        case
        for case in GRID["cases"]
        if case["frames"]
        != bar_frames(case["bars"], Meter.parse(case["meter"]), Decimal(case["bpm"]), case["rate"])
    ]
    assert wrong == []


@pytest.mark.parametrize("bpm", GRID["refused_bpm"])
def test_tempi_outside_the_grid(bpm: str):
    with pytest.raises(ValueError, match="bpm must"):
        bpm_in_micro(Decimal(bpm))


@pytest.mark.parametrize("meter", GRID["refused_meter"])
def test_meters_outside_the_grid(meter: str):
    with pytest.raises(ValueError, match="meter"):
        Meter.parse(meter)


@pytest.mark.parametrize("case", MESSAGES, ids=by_name)
def test_a_good_message_decodes_to_its_facts_and_encodes_back(case: dict[str, Any]):
    payload = [base64.b64decode(chunk) for chunk in case["payload"]]
    received = decode([case["header"].encode(), *payload])
    facts = {
        "id": received.id,
        "parent": received.parent,
        "seq": received.seq,
        "body": json.loads(msgspec.json.encode(received.message)),
    }
    assert facts == case["decoded"]
    assert (received.message.kind, received.message.direction) == (case["kind"], case["direction"])
    again = encode(
        received.message,
        id=received.id,
        parent=received.parent,
        seq=received.seq,
        payload=received.payload,
    )
    assert again == [case["header"].encode(), *payload]


@pytest.mark.parametrize("case", REFUSED, ids=by_name)
def test_a_bad_message_is_refused_with_its_error(case: dict[str, Any]):
    with pytest.raises(UndecodableMessage) as refusal:
        decode([frame_of(frame) for frame in case["frames"]])
    error = refusal.value.error
    assert {"code": error.code, "field": error.field} == case["error"]
    assert refusal.value.parent == case["parent"]


def frame_of(frame: dict[str, Any]) -> bytes:
    if "times" in frame:
        return bytes([frame["byte"]]) * int(frame["times"])
    return frame["utf8"].encode() if "utf8" in frame else base64.b64decode(frame["base64"])
