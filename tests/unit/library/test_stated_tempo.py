"""The tempo a file says it has."""

from __future__ import annotations

import struct
from datetime import UTC, datetime
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.protocol import Meter
from tonekilnd.library.acid import AcidFlags, Stretching
from tonekilnd.library.chunks import acid, chunk
from tonekilnd.library.stated_tempo import stated_tempo
from tonekilnd.library.wav import WavFacts, write_wav
from tonekilnd.planning.tempo_of_inputs import other_tempi


def riff(*parts):
    body = b"WAVE" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def of(tmp_path, content):
    path = tmp_path / "in.wav"
    path.write_bytes(content)
    return stated_tempo(path)


def body(bpm, *, flags=AcidFlags.STRETCH):
    return acid(Stretching(flags, 8), root_note=None, meter=Meter(4, 4), bpm=Decimal(bpm))


def test_our_own_clips_say_it(tmp_path):
    facts = WavFacts(
        clip_id="c", title="t", prompt="p", seed=1, engine="sketch", engine_kind="procedural",
        licence="MIT", bpm=Decimal("93.7"), meter=Meter(4, 4), key=None, sample_rate=48_000,
        one_shot=False, created=datetime(2026, 1, 1, tzinfo=UTC), provenance=b"{}",
    )  # fmt: skip
    frames = round(8 * 60 / 93.7 * 48_000)
    write_wav(tmp_path / "clip.wav", np.zeros((2, frames), np.float32), facts)
    assert stated_tempo(tmp_path / "clip.wav") == Decimal("93.70")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"MThd", riff(), riff(chunk(b"acid", b"short")), riff(chunk(b"acid", body("0"))),
        riff(chunk(b"acid", body("120", flags=AcidFlags.ONE_SHOT))),
        riff(chunk(b"acid", body("1e30"))),
        riff(chunk(b"acid", body("120")[:-4] + struct.pack("<f", float("nan")))),
    ],
)  # fmt: skip
def test_what_says_nothing_says_nothing(tmp_path, content):
    assert of(tmp_path, content) is None


@given(st.binary(max_size=80))
def test_any_bytes_end_in_an_answer(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.wav"
    path.write_bytes(riff(chunk(b"acid", content), content))
    stated_tempo(path)


def test_another_tempo_is_said_and_the_same_is_not():
    said = {"init": Decimal("118.00"), "melody": Decimal("120.02")}
    assert other_tempi(said, Decimal(120)) == (
        "the initial audio says it is at 118 bpm; it is laid as it plays, on bars at 120",
    )
    assert stated_tempo("/nowhere/at/all.wav") is None
