"""What cannot matter, or matters otherwise than its owner thinks, is said."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace
from tests.example_engines import facts_of
from tests.foreign_files import (
    SCALE,
    chunk,
    header,
    meter,
    noise,
    notes,
    on,
    pcm,
    pcm_format,
    riff,
    smpte,
    sound,
    tempo,
    track,
    tune,
    varied,
)

from tonekiln.protocol import Generate, InputAudio
from tonekilnd.inputs.remarks import remarks
from tonekilnd.inputs.store import InputStore

ENGINE = replace(facts_of(), name="musicgen-melody", channels=1)


def said(
    tmp_path: Path, content: bytes, field: str = "init", channels: int = 1, **asked: object
) -> list[str]:
    (tmp_path / "x.wav").write_bytes(content)
    store = InputStore(tmp_path / "inputs")
    one = store.take_in(InputAudio(path=str(tmp_path / "x.wav")), field, set())
    request = Generate(**{"bpm": Decimal(84), "bars": 4, **asked})  # type: ignore[arg-type]
    engine = replace(ENGINE, channels=channels)
    return list(remarks(one.holds, one.file.shown, field, request, engine, one.mended))


LOUD = noise(64_000)
SILENT = np.zeros((64_000, 2), np.float32)
ANTIPHASE = np.concatenate([LOUD[:, :1], -LOUD[:, :1]], axis=1)
LATE = np.concatenate([SILENT, LOUD])


class TestAudio:
    def test_what_is_as_it_should_be_needs_no_words(self, tmp_path: Path) -> None:
        for field in ("init", "continuation", "melody"):
            assert said(tmp_path, sound(LOUD), field) == []

    @pytest.mark.parametrize(
        ("samples", "field", "channels", "says"),
        [
            (SILENT, "init", 2, "is silent: musicgen-melody hears nothing in it to start from"),
            (SILENT, "continuation", 1, "is silent: musicgen-melody hears nothing in it to go on"),
            (SILENT, "melody", 2, "is silent: musicgen-melody hears nothing in it to follow"),
            (ANTIPHASE, "continuation", 1, "cancels in mono: musicgen-melody hears nothing"),
            (ANTIPHASE, "melody", 2, "cancels in mono: musicgen-melody hears nothing"),
            (np.hstack([SILENT, LOUD]), "init", 2, "cancels in its first two channels"),
            (LATE, "init", 2, "is silent for its first 2.0 s"),
            (LATE[::-1], "continuation", 1, "ends with 2.0 s of silence"),
        ],
    )
    def test_silence_is_told(
        self, tmp_path: Path, samples: np.ndarray, field: str, channels: int, says: str
    ) -> None:
        (note,) = said(tmp_path, sound(samples), field, channels)
        assert note.startswith("x.wav ")
        assert says in note

    def test_antiphase_is_heard_in_stereo(self, tmp_path: Path) -> None:
        assert said(tmp_path, sound(ANTIPHASE), "init", channels=2) == []

    def test_levels_are_told(self, tmp_path: Path) -> None:
        hot = LOUD / np.abs(LOUD).max() * 10 ** (30 / 20)
        (note,) = said(tmp_path, sound(hot.astype(np.float32), subtype="FLOAT"))
        assert note == "x.wav goes 30.0 dB over full scale: brought down to it"

    def test_damage_is_told(self, tmp_path: Path) -> None:
        crashed = riff(pcm_format(), chunk(b"data", pcm(LOUD[:, :1]), claimed=0))
        assert "damaged header" in said(tmp_path, crashed)[0]
        (note,) = said(tmp_path, sound(LOUD)[:64_000])
        assert note == "x.wav ends too early: 0.5 s of it are there"


class TestMidi:
    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (tune(first=61_440), ["is followed from its bar 33: 2 bars at 84 bpm"]),
            (tune(meter(3, 2)), ["bar 1: 2 bars", "is in 3/4 and is laid on 4/4, beat for beat"]),
            (header(2, 2) + track() + tune()[14:], ["bar 1", "holds 2 patterns: the first with"]),
            (tune(division=smpte(25, 40)), ["bar 1", "names no tempo: its notes keep their times"]),
            (tune(tempo(500_000), division=smpte(25, 40)), ["bar 1", "its own tempo turned them"]),
            (header() + track(notes(SCALE), on(40)), ["bar 1: 3 bars", "notes that never end"]),
            (tune()[:-20], ["bar 1", "ends too early: what is whole of it is followed"]),
        ],
    )
    def test_how_it_is_followed_is_told(
        self, tmp_path: Path, content: bytes, says: list[str]
    ) -> None:
        for note, part in zip(said(tmp_path, content, "melody"), says, strict=True):
            assert note.startswith("x.wav ")
            assert part in note

    def test_no_more_bars_are_told_than_the_clip_has(self, tmp_path: Path) -> None:
        (note,) = said(tmp_path, tune(), "melody", bars=1)
        assert note == "x.wav is followed from its bar 1: 1 bar at 84 bpm"

    def test_what_is_left_out_is_told(self, tmp_path: Path) -> None:
        far = header() + track(notes([60]), varied(4000 * 480)[:0], notes([62], first=4000 * 480))
        long = said(tmp_path, far, "melody", bars=None, seconds=600.0)
        assert long[1] == "x.wav is longer than 600 s at this tempo: what comes after is left out"
        assert len(said(tmp_path, far, "melody", bars=4)) == 1
