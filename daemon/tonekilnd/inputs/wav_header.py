"""Where the samples of a WAV file are, also where its header is wrong.

Recorders that crashed, writers that forgot RIFF's pad byte and tools that put the samples first
leave files that DAWs play. The layout found here is what a right header would say.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from .kinds import tag_bytes

_MOST_CHUNKS = 1000
_NEAR_BYTES = 2**16
_MOST_CHANNELS, _MOST_BITS = 1024, 64
"""More than that is a damaged header's, and would make a frame of megabytes."""
_UNKNOWN = 0xFFFFFFFF
_LEAST_FORMAT_BYTES = 14
_MOST_FORMAT_BYTES = 4096
_PLAIN_FORMATS = {1: "PCM", 3: "float", 6: "A-law", 7: "µ-law", 0xFFFE: "extensible"}
"""Formats whose frames all have one size, so that bytes tell frames (mmreg.h)."""
_USUAL = {b"LIST", b"fact", b"smpl", b"cue ", b"bext", b"acid", b"inst", b"id3 ", b"JUNK", b"PEAK"}
"""Chunks that are found behind samples."""


@dataclass(frozen=True, slots=True)
class WavLayout:
    """What a WAV file holds.

    Attributes:
        order: "<" for RIFF, ">" for RIFX.
        form: the content of its `fmt ` chunk; empty where there is none.
        data_offset: where the samples begin.
        data_bytes: how many bytes of them are there.
        promised_bytes: how many the header says; as many as are there where it does not say.
        frame_bytes: of one frame; 0 where frames differ in size.
    """

    order: str
    form: bytes = b""
    data_offset: int = 0
    data_bytes: int = 0
    promised_bytes: int = 0
    frame_bytes: int = 0

    @property
    def frames(self) -> int:
        """How many whole frames are there; 0 where their size is not known."""
        return self.data_bytes // self.frame_bytes if self.frame_bytes else 0

    @property
    def promised_frames(self) -> int:
        """How many the header says."""
        return self.promised_bytes // self.frame_bytes if self.frame_bytes else 0

    def right_header(self) -> bytes:
        """The header that the samples, put behind it, make a sound file with."""
        mark = b"RIFX" if self.order == ">" else b"RIFF"
        form = self.form + bytes(len(self.form) % 2)
        size = 4 + 8 + len(form) + 8 + self.data_bytes
        number = self.order + "I"
        return b"".join(
            (
                mark,
                struct.pack(number, size),
                b"WAVEfmt ",
                struct.pack(number, len(self.form)),
                form,
                b"data",
                struct.pack(number, self.data_bytes),
            )
        )


@dataclass(frozen=True, slots=True)
class _Chunk:
    mark: bytes
    start: int
    """Of its content."""
    claimed: int


def wav_layout(file: BinaryIO, size: int) -> WavLayout | None:
    """The layout of a RIFF, RIFX, RF64 or BW64 file; None where no samples or format are found.

    Args:
        file: open for reading; its position is changed.
        size: its length in bytes.
    """
    file.seek(0)
    base = tag_bytes(file.read(10))
    file.seek(base)
    riff = file.read(12)
    if len(riff) < 12 or riff[:4] not in (b"RIFF", b"RIFX", b"RF64", b"BW64"):
        return None
    layout = WavLayout(">" if riff[:4] == b"RIFX" else "<")
    long_size = 0
    for chunk in _chunks(file, base + 12, size, layout.order):
        file.seek(chunk.start)
        if chunk.mark == b"ds64":
            sizes = file.read(16)
            long_size = int.from_bytes(sizes[8:16], "little") if len(sizes) == 16 else 0
        elif chunk.mark == b"fmt " and not layout.form:
            layout = _with_format(layout, file.read(min(chunk.claimed, _MOST_FORMAT_BYTES)))
        elif chunk.mark == b"data" and not layout.data_offset:
            to_the_end = _reaches_the_end(file, chunk, size, layout.order)
            rest = size - chunk.start if to_the_end else chunk.claimed
            layout = _with_data(layout, chunk, rest, long_size)
        if layout.form and layout.data_offset:
            break
    return layout if layout.form and layout.data_bytes else None


def _chunks(file: BinaryIO, position: int, size: int, order: str) -> Iterator[_Chunk]:
    """Chunks, whether or not one of odd length is followed by its pad byte.

    Where a chunk's size leads nowhere, it goes on with the samples, if they are found near by.
    """
    last = position
    for _ in range(_MOST_CHUNKS):
        chunk = _chunk_at(file, position, size, order) or _samples_near(file, last, size, order)
        if chunk is None:
            return
        last = chunk.start
        yield chunk
        if chunk.mark == b"data" and _reaches_the_end(file, chunk, size, order):
            return
        end = chunk.start + chunk.claimed
        padded = _chunk_at(file, end + 1, size, order) if chunk.claimed % 2 else None
        position = end + 1 if padded is not None else end


def _chunk_at(file: BinaryIO, position: int, size: int, order: str) -> _Chunk | None:
    """The chunk that begins there; None where none does."""
    if position + 8 > size:
        return None
    file.seek(position)
    header = file.read(8)
    if len(header) < 8 or not all(0x20 <= letter < 0x7F for letter in header[:4]):
        return None
    (claimed,) = struct.unpack(order + "I", header[4:])
    if position + 8 + claimed > size and header[:4] != b"data":
        return None
    return _Chunk(header[:4], position + 8, claimed)


def _samples_near(file: BinaryIO, position: int, size: int, order: str) -> _Chunk | None:
    """The next `data` chunk whose size fits what follows."""
    file.seek(position)
    window = file.read(_NEAR_BYTES)
    found = window.find(b"data")
    while found >= 0:
        chunk = _chunk_at(file, position + found, size, order)
        if chunk is not None and 0 < chunk.claimed <= size - chunk.start:
            return chunk
        found = window.find(b"data", found + 1)
    return None


def _reaches_the_end(file: BinaryIO, chunk: _Chunk, size: int, order: str) -> bool:
    """Whether all that follows is samples: its size was never filled in, or is too large."""
    if chunk.claimed == 0:
        after = _chunk_at(file, chunk.start, size, order)
        return after is None or after.mark not in _USUAL | {b"fmt "}
    return chunk.start + chunk.claimed >= size


def _with_data(layout: WavLayout, chunk: _Chunk, rest: int, long_size: int) -> WavLayout:
    """`rest` is how much follows that can be samples."""
    unknown = chunk.claimed in (0, _UNKNOWN)
    promised = (long_size or rest) if unknown and rest else chunk.claimed
    return replace(
        layout,
        data_offset=chunk.start,
        data_bytes=min(promised, rest),
        promised_bytes=promised,
    )


def _with_format(layout: WavLayout, form: bytes) -> WavLayout:
    if len(form) < _LEAST_FORMAT_BYTES:
        return layout
    tag, channels = struct.unpack_from(layout.order + "HH", form)
    (block,) = struct.unpack_from(layout.order + "H", form, 12)
    bits = struct.unpack_from(layout.order + "H", form, 14)[0] if len(form) >= 16 else 0
    plain = tag in _PLAIN_FORMATS and 0 < channels <= _MOST_CHANNELS and bits <= _MOST_BITS
    counted = channels * ((bits + 7) // 8)
    return replace(layout, form=form, frame_bytes=(counted or block) if plain else 0)
