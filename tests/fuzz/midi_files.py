"""MIDI files that nobody wrote: seeded mutations of good ones, and odd ones made by the grammar.

`cases` draws them, `try_one` reads one as a melody, lays it and renders a few bars of it.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import numpy as np
from tests.foreign_files import (
    SCALE,
    chunk,
    header,
    meta,
    meter,
    notes,
    off,
    on,
    smpte,
    tempo,
    track,
    tune,
    varied,
)
from tests.fuzz.drawn import drawn

from tonekiln.protocol import InputAudio, Meter, bar_frames
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.engines.neural.audiocraft.melody import melody_wave
from tonekilnd.inputs.store import InputStore
from tonekilnd.inputs.tune import Tune
from tonekilnd.inputs.tune_in_bars import laid

_MOST_BARS = 2
_RATE = 8_000
_GOOD = (
    tune(),
    tune(tempo(500_000), meter(6, 3)),
    header(1, 3) + track(tempo(1)) + track(notes(SCALE)) + track(notes(SCALE, channel=9)),
    tune(division=smpte(30, 80)),
    header(2, 2) + track(notes([60])) + track(notes([64])),
    b"RIFF" + struct.pack("<I", 4) + b"RMID" + chunk(b"data", tune()),
)


def cases(seed: int, count: int) -> Iterator[bytes]:
    """So many files; the same seed draws the same ones."""
    return drawn(seed, count, _mutated, _grown)


def try_one(case: bytes, folder: Path) -> str:
    """Take a file in as a melody and render it: "read", or the reason why not.

    Raises:
        AssertionError: a refusal without a reason, or a melody that is not whole bars.
        Anything else than InvalidRequest is what is being looked for.
    """
    path = folder / "case.mid"
    path.write_bytes(case)
    bpm, grid = Decimal(120), Meter(4, 4)
    try:
        taken = InputStore(folder / "inputs").take_in(InputAudio(path=str(path)), "melody", set())
        wave = melody_wave(taken.file, _RATE, bpm=bpm, meter=grid, most_bars=_MOST_BARS)
    except InvalidRequest as refusal:
        assert refusal.field == "melody"
        assert refusal.message.startswith("case.mid ")
        assert not refusal.message.rstrip().endswith(":")
        return refusal.message
    assert np.isfinite(wave).all()
    if isinstance(taken.holds, Tune):
        bars = laid(taken.holds, bpm, grid, _MOST_BARS).bars
        assert wave.shape == (1, bar_frames(bars, grid, bpm, _RATE))
    return "read"


def _mutated(draw: random.Random) -> bytes:
    data = bytearray(draw.choice(_GOOD))
    for _ in range(draw.randint(1, 8)):
        place = draw.randrange(len(data) + 1)
        match draw.randrange(6):
            case 0:
                data[place : place + 1] = bytes([draw.randrange(256)])
            case 1:
                data[place:place] = draw.randbytes(draw.randint(1, 4))
            case 2:
                del data[place : place + draw.randint(1, 8)]
            case 3:
                data[place : place + 4] = draw.choice(
                    (b"\xff\xff\xff\xff", bytes(4), b"\x7f\0\0\0")
                )
            case 4:
                data = data[: max(1, place)]
            case 5:
                data[place:place] = data[: draw.randint(1, 40)]
        data = data or bytearray(b"M")
    return bytes(data)


def _grown(draw: random.Random) -> bytes:
    kind = draw.choice((0, 1, 1, 2, 3, 65535))
    division = draw.choice((0, 1, 24, 480, 32767, smpte(24, 4), smpte(29, 100), smpte(1, 0)))
    tracks = [_track(draw) for _ in range(draw.randint(0, 4))]
    count = draw.choice((len(tracks), 0, 1, 65535))
    between = draw.choice((b"", b"", b"XXXX" + struct.pack(">I", 3) + b"abc", draw.randbytes(5)))
    return header(kind, count, division) + between.join((b"", *tracks, b""))


def _track(draw: random.Random) -> bytes:
    events = b"".join(_event(draw) for _ in range(draw.randint(0, 30)))
    ends: tuple[bytes | None, ...] = (b"\0\xff\x2f\0", None, varied(2**28 - 1) + b"\xff\x2f\0")
    claimed = draw.choice((None, None, None, 0, 1, 2**32 - 1))
    return track(events, end=draw.choice(ends), claimed=claimed)


def _event(draw: random.Random) -> bytes:
    delta = draw.choice((0, 0, 1, 96, 480, 1920, 2**14, 2**28 - 1))
    pitch, channel = draw.randrange(128), draw.randrange(16)
    return draw.choice(
        (
            on(pitch, delta, channel),
            on(pitch, 0, channel) + off(pitch, delta, channel),
            on(pitch, 0, channel) + off(pitch, delta, channel),
            tempo(draw.choice((0, 1, 500_000, 2**24 - 1)), delta),
            meter(draw.randrange(256), draw.randrange(256), delta),
            meta(draw.randrange(128), draw.randbytes(draw.randint(0, 9)), delta),
            varied(delta) + bytes([draw.choice((0xF0, 0xF7))]) + draw.randbytes(5),
            varied(delta) + draw.randbytes(draw.randint(1, 4)),
            bytes([0xFF] * draw.randint(1, 6)),
        )
    )
