"""What a later daemon says is shown by today's client, and never taken from today's daemon."""

from __future__ import annotations

import msgspec
import pytest

from tonekiln.cli.progress import words_for
from tonekiln.protocol import (
    EngineList,
    EngineRow,
    Failure,
    Generate,
    JobRow,
    Progress,
    UndecodableMessage,
    decode,
    encode,
)
from tonekiln.protocol.errors import TonekilnError
from tonekiln.protocol.publish.examples import EXAMPLES


def later(struct: type, changes: dict[str, object]) -> object:
    """An example of a struct as a later version may send it."""
    found = next(e for e in _structs() if isinstance(e, struct))
    return msgspec.convert(msgspec.to_builtins(found) | changes, struct)


def _structs():
    for example in EXAMPLES:
        message = example.message
        yield message
        for field in message.__struct_fields__:
            value = getattr(message, field)
            yield from value if isinstance(value, tuple) else [value]


@pytest.mark.parametrize(
    ("struct", "field"),
    [(EngineRow, "kind"), (EngineRow, "readiness"), (JobRow, "state"), (Progress, "state")],
)
def test_a_later_value_is_kept_as_text(struct, field) -> None:
    value = getattr(later(struct, {field: "dreaming"}), field)
    assert value == "dreaming"
    assert str(value) == "dreaming"
    assert msgspec.json.encode(value) == b'"dreaming"'
    assert value in {value}


def test_a_list_with_one_later_row_is_whole() -> None:
    row = later(EngineRow, {"abilities": ["stems", "telepathy"], "kind": "symbolic"})
    sent = encode(EngineList(engines=(row,), default="sketch"), id="a")
    got = decode(sent).message
    assert "telepathy" in got.engines[0].abilities
    assert got.engines[0].kind == "symbolic"


def test_a_later_errors_words_are_not_lost() -> None:
    sent = encode(
        later(Failure, {"code": "too_loud", "message": "turn it down", "hint": "x"}), id="a"
    )
    error = decode(sent).message.exception()
    assert isinstance(error, TonekilnError)
    assert (error.code, error.message) == ("too_loud", "turn it down")


def test_progress_in_a_later_state_has_words() -> None:
    assert words_for(later(Progress, {"state": "mastering", "message": "", "eta_ms": None}))


def test_what_a_daemon_is_asked_is_refused_where_it_is_unknown() -> None:
    frames = encode(Generate(bpm="120", bars=1, prompt="x"), id="a")
    frames[0] = frames[0].replace(b'"priority":"normal"', b'"priority":"urgent"')
    if b"urgent" not in frames[0]:
        frames[0] = frames[0].replace(b'"body":{', b'"body":{"priority":"urgent",')
    with pytest.raises(UndecodableMessage, match="priority"):
        decode(frames)
