"""A damaged header, read around where that is safe: the same samples behind a right header."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import soundfile

from .aiff_header import promised_frames
from .caf_header import open_length
from .foreign_bytes import ForeignBytes
from .kinds import AIFC, AIFF, CAF, RF64, WAV, Kind
from .regular_file import open_to_read
from .wav_header import WavLayout, wav_layout

_PIECE_BYTES = 2**20


@dataclass(frozen=True, slots=True)
class Reading:
    """How a file's bytes are taken in: `header`, then the file from `start` for `length` bytes.

    Attributes:
        mended: whether that differs from the file as it is.
        promised_frames: what a header says that promises more than there is; else 0.
    """

    start: int
    length: int
    header: bytes = b""
    patch: tuple[int, bytes] | None = None
    promised_frames: int = 0

    @property
    def mended(self) -> bool:
        """Whether that differs from the file as it is."""
        return bool(self.header) or self.patch is not None

    def pieces(self, path: Path) -> Iterator[bytes]:
        """The bytes, piece by piece. Raises OSError."""
        if self.header:
            yield self.header
        left, at = self.length, self.start
        with open_to_read(path) as file:
            file.seek(self.start)
            while left > 0:
                piece = file.read(min(left, _PIECE_BYTES))
                if not piece:
                    return
                yield _patched(piece, at, self.patch)
                left -= len(piece)
                at += len(piece)


def _patched(piece: bytes, at: int, patch: tuple[int, bytes] | None) -> bytes:
    """A piece from offset `at` on, with what of the patch falls into it."""
    if patch is None:
        return piece
    place, new = patch
    first, last = max(place, at), min(place + len(new), at + len(piece))
    if first >= last:
        return piece
    return piece[: first - at] + new[first - place : last - place] + piece[last - at :]


def reading_of(path: Path, kind: Kind, size: int) -> Reading:
    """How to take a file in: as it is, unless its header hides samples that are there.

    Raises:
        OSError: it cannot be read.
    """
    with open_to_read(path) as file:
        if kind is CAF:
            return Reading(0, size, patch=open_length(file, size))
        if kind in (AIFF, AIFC):
            return Reading(0, size, promised_frames=promised_frames(file, size))
        layout = wav_layout(file, size) if kind in (WAV, RF64) else None
    return Reading(0, size) if layout is None else _wav_reading(path, layout, size)


def _wav_reading(path: Path, layout: WavLayout, size: int) -> Reading:
    missing = layout.promised_bytes > layout.data_bytes
    promised = layout.promised_frames if missing and layout.frames else 0
    hidden = _frames_seen(path) < max(1, layout.frames)
    if not (hidden and _opens(layout)):
        return Reading(0, size, promised_frames=promised)
    return Reading(
        layout.data_offset,
        layout.data_bytes,
        header=layout.right_header(),
        promised_frames=promised,
    )


def _frames_seen(path: Path) -> int:
    """How many frames libsndfile finds behind the header as it is."""
    with open_to_read(path) as file:
        try:
            with soundfile.SoundFile(ForeignBytes(file)) as sound:
                return int(sound.frames)
        except Exception:  # whatever it makes of a damaged header
            return 0


def _opens(layout: WavLayout) -> bool:
    """Whether the right header is one that libsndfile takes."""
    with io.BytesIO(layout.right_header() + bytes(layout.frame_bytes or 4096)) as file:
        try:
            with soundfile.SoundFile(ForeignBytes(file)):
                return True
        except Exception:  # whatever it makes of a strange format
            return False
