"""Names that people give: engines in folders, presets in any script."""

from __future__ import annotations

import json

import pytest

from tonekiln.protocol.codec import UndecodableMessage, decode
from tonekiln.protocol.limits import MAX_ENGINE_CHARACTERS


def received(**body: object):
    header = {"v": "1.0", "id": "a", "kind": "generate", "body": {"bpm": 120, "bars": 1, **body}}
    return decode([json.dumps(header).encode()]).message


@pytest.mark.parametrize(
    "name",
    [
        "sketch",
        "musicgen:/home/Özkan/weights (copy)/[1] & more+,'@#!=%",
        "musicgen:C:\\Users\\Zoë\\w",
        "musicgen:/日本語/🎹",
        "musicgen:/" + "x" * 4095,
    ],
)
def test_an_engine_on_any_path(name: str) -> None:
    assert received(engine=name).engine == name


@pytest.mark.parametrize("name", ["Für Elise", "ドラム", "drums/It's 100 % (new)"])
def test_a_preset_in_any_script(name: str) -> None:
    assert received(preset=name).preset == name


@pytest.mark.parametrize(
    ("engine", "says"),
    [
        ("", "is not an engine's name"),
        ("musicgen:/a\0b", "NUL"),
        ("x" * (MAX_ENGINE_CHARACTERS + 1), f"longer than {MAX_ENGINE_CHARACTERS} characters"),
    ],
)
def test_what_is_wrong_with_a_name_is_said(engine: str, says: str) -> None:
    with pytest.raises(UndecodableMessage) as refused:
        received(engine=engine)
    assert refused.value.error.field == "engine"
    assert says in refused.value.error.message
