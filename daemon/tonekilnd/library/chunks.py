"""The chunks of a RIFF/WAVE file: made from facts, and found again in a file.

Little-endian throughout; a chunk of odd length is followed by one zero byte.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import BinaryIO

from tonekiln.protocol import Meter

PROVENANCE = b"tkln"
"""Our own chunk: one JSON document, UTF-8. Readers skip chunks they do not know."""

_MOST_CHUNKS = 1000
"""A file with more is not a clip, but perhaps one long row of zeros."""

ACID_ONE_SHOT, _ACID_ROOT_NOTE, _ACID_STRETCH = 1, 2, 4
_ACID_RESERVED = 0x8000
_MIDDLE_C = 60
_UNKNOWN_LOUDNESS = 0x7FFF
"""EBU Tech 3285 v2: what a loudness field holds when it was not measured."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a chunk's body lies in a file."""

    ident: bytes
    offset: int
    size: int


def chunk(ident: bytes, body: bytes) -> bytes:
    """A chunk with its header and, after an odd body, its padding."""
    return ident + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)


def fmt(sample_rate: int, channels: int, bits: int, *, floating: bool) -> bytes:
    """Body of `fmt `: WAVE_FORMAT_PCM (1) or WAVE_FORMAT_IEEE_FLOAT (3)."""
    frame_bytes = channels * bits // 8
    body = struct.pack(
        "<HHIIHH",
        3 if floating else 1,
        channels,
        sample_rate,
        sample_rate * frame_bytes,
        frame_bytes,
        bits,
    )
    return body + struct.pack("<H", 0) if floating else body


def acid(*, one_shot: bool, root_note: int | None, beats: int, meter: Meter, bpm: Decimal) -> bytes:
    """Body of `acid`, 24 bytes: what Live, FL, Cubase, Studio One and REAPER take tempo from.

    Args:
        one_shot: not to be stretched.
        root_note: MIDI note of the tonic, or None.
        beats: quarter notes in the clip.
        meter: the time signature, denominator first as libsndfile and JUCE read it.
        bpm: quarter notes per minute.
    """
    flags = ACID_ONE_SHOT if one_shot else _ACID_STRETCH
    if root_note is not None:
        flags |= _ACID_ROOT_NOTE
    return struct.pack(
        "<IHHfIHHf",
        flags,
        _MIDDLE_C if root_note is None else root_note,
        _ACID_RESERVED,
        0.0,
        0 if one_shot else beats,
        meter.denominator,
        meter.numerator,
        float(bpm),
    )


def smpl(sample_rate: int, frames: int, *, root_note: int | None, loop: bool) -> bytes:
    """Body of `smpl`: one forward loop over the whole clip, its end inclusive; or none."""
    nanoseconds = round(1e9 / sample_rate)
    note = _MIDDLE_C if root_note is None else root_note
    header = struct.pack("<9I", 0, 0, nanoseconds, note, 0, 0, 0, int(loop), 0)
    return header + struct.pack("<6I", 0, 0, 0, frames - 1, 0, 0) if loop else header


def bext(
    *,
    description: str,
    originator: str,
    reference: str,
    created: datetime,
    time_reference: int,
    lufs: float | None,
    true_peak_dbtp: float | None,
    coding_history: str,
) -> bytes:
    """Body of `bext` (EBU Tech 3285 version 2), 602 bytes and the coding history.

    Args:
        description: up to 256 characters; ASCII, others become `?`.
        originator: the program, up to 32.
        reference: the clip's id, up to 32.
        created: date and time.
        time_reference: frames from the timeline's start.
        lufs: integrated loudness.
        true_peak_dbtp: true peak.
        coding_history: one line for each step of the signal's way.
    """
    return (
        struct.pack(
            "<256s32s32s10s8sQH64s5h180s",
            _ascii(description, 256),
            _ascii(originator, 32),
            _ascii(reference, 32),
            created.strftime("%Y-%m-%d").encode(),
            created.strftime("%H:%M:%S").encode(),
            time_reference,
            2,
            b"",
            _hundredths(lufs),
            _UNKNOWN_LOUDNESS,
            _hundredths(true_peak_dbtp),
            _UNKNOWN_LOUDNESS,
            _UNKNOWN_LOUDNESS,
            b"",
        )
        + coding_history.encode("ascii", "replace")
        + b"\r\n"
    )


def info(texts: Mapping[bytes, str]) -> bytes:
    """Body of `LIST` of type `INFO`: texts by their four-letter names, UTF-8, empty ones out."""
    fields = (
        chunk(ident, text.replace("\0", " ").encode("utf-8", "replace") + b"\0")
        for ident, text in texts.items()
        if text
    )
    return b"INFO" + b"".join(fields)


def find_chunks(file: BinaryIO) -> Iterator[Found]:
    """Chunks of a RIFF/WAVE file from its start; ends where the file is cut off.

    A chunk that claims more than there is is given the bytes there are.

    Raises:
        ValueError: the file does not begin as RIFF/WAVE.
    """
    file.seek(0, 2)
    end = file.tell()
    file.seek(0)
    opening = file.read(12)
    if len(opening) < 12 or opening[:4] != b"RIFF" or opening[8:] != b"WAVE":
        raise ValueError("not a RIFF/WAVE file")
    offset = 12
    for _ in range(_MOST_CHUNKS):
        if offset + 8 > end:
            return
        file.seek(offset)
        header = file.read(8)
        size = min(struct.unpack("<I", header[4:])[0], end - offset - 8)
        yield Found(header[:4], offset + 8, size)
        offset += 8 + size + size % 2


def _ascii(text: str, size: int) -> bytes:
    return text.replace("\0", " ").encode("ascii", "replace")[:size]


def _hundredths(value: float | None) -> int:
    return _UNKNOWN_LOUDNESS if value is None else max(-32_768, min(32_766, round(100 * value)))
