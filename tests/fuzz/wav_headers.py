"""WAV files with headers that nobody wrote: seeded mutations of good ones, and odd ones.

`cases` draws them, `try_one` takes one in and reads it as an engine would.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tests.foreign_files import chunk, noise, pcm, pcm_format, riff, sound
from tests.fuzz.drawn import drawn

from tonekiln.protocol import InputAudio
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.inputs.audio import read_audio
from tonekilnd.inputs.audio_facts import AudioFacts
from tonekilnd.inputs.store import InputStore

_SAMPLES = noise(4000, 2)
_DATA = pcm(_SAMPLES)
_RATE = 32_000
_GOOD = (
    sound(_SAMPLES),
    sound(_SAMPLES, subtype="FLOAT"),
    sound(_SAMPLES, subtype="MS_ADPCM"),
    sound(_SAMPLES, subtype="ULAW"),
    sound(_SAMPLES, form="WAVEX", subtype="PCM_24"),
    sound(_SAMPLES, form="RF64"),
    sound(_SAMPLES, form="AIFF"),
    sound(_SAMPLES, form="CAF"),
    sound(_SAMPLES, form="W64"),
    sound(_SAMPLES, form="AU"),
)
_HEADER_BYTES = 120
_SIZES = (0, 1, 3, 16, 4000, 16_000, 2**31 - 1, 2**31, 2**32 - 1)


def cases(seed: int, count: int) -> Iterator[bytes]:
    """So many files; the same seed draws the same ones."""
    return drawn(seed, count, _mutated, _grown)


def try_one(case: bytes, folder: Path) -> str:
    """Take a file in and read it: "read", or the reason why not.

    Raises:
        AssertionError: a refusal without a reason, or another length than was told.
        Anything else than InvalidRequest is what is being looked for.
    """
    path = folder / "case.wav"
    path.write_bytes(case)
    try:
        taken = InputStore(folder / "inputs").take_in(InputAudio(path=str(path)), "init", set())
    except InvalidRequest as refusal:
        assert refusal.field == "init"
        assert refusal.message.startswith("case.wav ")
        assert not refusal.message.rstrip().endswith(":")
        return refusal.message
    assert isinstance(taken.holds, AudioFacts)
    if taken.holds.seconds > 30:  # a rate that was made small: much longer at the model's
        return "read"
    audio = read_audio(taken.file, _RATE, 2, "init")
    assert audio.shape[0] == 2
    assert abs(audio.shape[1] - taken.holds.seconds * _RATE) <= 1
    assert np.isfinite(audio).all()
    return "read"


def _mutated(draw: random.Random) -> bytes:
    data = bytearray(draw.choice(_GOOD))
    reach = min(len(data), _HEADER_BYTES if draw.random() < 0.8 else len(data))
    for _ in range(draw.randint(1, 5)):
        place = draw.randrange(reach)
        match draw.randrange(6):
            case 0:
                data[place : place + 1] = bytes([draw.randrange(256)])
            case 1:
                order = draw.choice("<>")
                data[place & ~1 : (place & ~1) + 4] = struct.pack(order + "I", draw.choice(_SIZES))
            case 2:
                del data[place : place + draw.randint(1, 8)]
            case 3:
                data[place:place] = draw.randbytes(draw.randint(1, 4))
            case 4:
                data = data[: max(4, draw.randrange(len(data)))]
            case 5:
                data[place:place] = data[: draw.randint(1, 60)]
        reach = max(1, min(len(data), reach))
    return bytes(data)


def _grown(draw: random.Random) -> bytes:
    chunks = [_chunk(draw) for _ in range(draw.randint(0, 4))]
    form = pcm_format(
        draw.choice((0, 1, 2, 2, 6, 300, 65535)),
        draw.choice((0, 1, 8000, 44_100, 48_000, 2**32 - 1)),
        draw.choice((0, 1, 8, 16, 16, 24, 32, 64, 255)),
    )
    samples = chunk(b"data", _DATA, draw.choice((None, *_SIZES)), pad=draw.random() < 0.8)
    chunks += [form, samples]
    if draw.random() < 0.3:
        draw.shuffle(chunks)
    mark = draw.choice((b"RIFF", b"RIFF", b"RF64", b"BW64", b"RIFX"))
    return riff(*chunks, size=draw.choice((None, *_SIZES)), mark=mark)


def _chunk(draw: random.Random) -> bytes:
    mark = draw.choice((b"LIST", b"bext", b"fact", b"ds64", b"PEAK", b"fmt ", b"data", b"\0\0\0\0"))
    content = draw.randbytes(draw.randint(0, 40))
    return chunk(mark, content, draw.choice((None, None, *_SIZES)), pad=draw.random() < 0.7)
