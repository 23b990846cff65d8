"""A foreign sound file, opened and read in blocks with bounded memory.

libsndfile decodes. It is given the file's bytes and never its name, so that no suffix decides.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.limits import MAX_INPUT_SECONDS

from .foreign_bytes import ForeignBytes
from .kinds import WAY_OUT
from .regular_file import open_to_read

_FORMATS = {"WAV", "WAVEX", "RF64", "AIFF", "CAF", "W64", "FLAC", "OGG", "MP3", "AU"}
"""What is read of what libsndfile would: kinds that programs for music still write."""

LEAST_RATE, MOST_RATE = 2_000, 768_000
MOST_CHANNELS = 256
_BLOCK_SAMPLES = 2**16
_MOST_BLOCK_FRAMES = 2**14

_OF_THE_LIBRARY = ("Internal error", "SF_INFO", "psf_", "not a regular file")
"""libsndfile's words on its own insides, or on a pipe where none is (src/sndfile.c)."""

Block = NDArray[np.float32]
"""Samples of shape (frames, channels)."""


class BrokenOff(Exception):  # noqa: N818 - how far it got is what matters
    """The samples could not be read any further."""


@dataclass(frozen=True, slots=True)
class SoundFile:
    """An open sound file.

    Attributes:
        frames: how many its header says there are; some headers do not know.
    """

    sample_rate: int
    channels: int
    frames: int
    format: str
    _file: Any
    _bytes: ForeignBytes

    @property
    def most_frames(self) -> int:
        """How many an input may have at this rate."""
        return int(MAX_INPUT_SECONDS * self.sample_rate)

    def blocks(self) -> Iterator[Block]:
        """All samples, block by block, as float32 of nominally -1 to 1.

        Raises:
            BrokenOff: what comes then cannot be decoded; what came before is whole.
            OSError: the disk could not be read.
        """
        frames = max(1, min(_MOST_BLOCK_FRAMES, _BLOCK_SAMPLES // self.channels))
        while True:
            try:
                block: Block = self._file.read(frames, dtype="float32", always_2d=True)
            except Exception as error:
                self._bytes.raise_failure()
                raise BrokenOff(reason(error)) from error
            self._bytes.raise_failure()
            if not len(block):
                return
            yield block


@contextmanager
def opened(path: str | Path, name: str, field: str) -> Iterator[SoundFile]:
    """Open a sound file.

    Args:
        path: where it lies.
        name: what its owner calls it.
        field: of the request, that it was given in.

    Raises:
        InvalidRequest: it is none, or of a rate or with channels that nobody has.
        OSError: it cannot be opened at all.
    """
    with open_to_read(Path(path)) as raw:
        given = ForeignBytes(raw)
        try:
            # Whatever a damaged file makes the library raise, it is the file's fault.
            file = soundfile.SoundFile(given)
        except Exception as error:
            given.raise_failure()
            raise unreadable(name, field, reason(error)) from error
        with file:
            found = SoundFile(file.samplerate, file.channels, file.frames, file.format, file, given)
            _check(found, name, field)
            yield found


def _check(found: SoundFile, name: str, field: str) -> None:
    if found.format not in _FORMATS:
        raise InvalidRequest(f"{name} is of a kind that is not read", field=field, hint=WAY_OUT)
    if not LEAST_RATE <= found.sample_rate <= MOST_RATE:
        raise InvalidRequest(
            f"{name} says it has {found.sample_rate} samples a second",
            field=field,
            bound=f"{LEAST_RATE} to {MOST_RATE}",
        )
    if not 1 <= found.channels <= MOST_CHANNELS:
        raise InvalidRequest(
            f"{name} says it has {found.channels} channels",
            field=field,
            bound=f"at most {MOST_CHANNELS}",
        )


def unreadable(name: str, field: str, why: str) -> InvalidRequest:
    """What is said of a sound file that cannot be read."""
    return InvalidRequest(
        f"{name} cannot be read as audio: {why or 'it is damaged'}", field=field, hint=WAY_OUT
    )


def too_long(name: str, field: str) -> InvalidRequest:
    """What is said of a sound file that lasts too long."""
    return InvalidRequest(
        f"{name} is longer than {MAX_INPUT_SECONDS:.0f} s",
        field=field,
        bound=f"at most {MAX_INPUT_SECONDS:.0f} s",
        hint="bounce the part that matters",
    )


def reason(error: Exception) -> str:
    """A library's words without the paths and addresses that it puts before them.

    Nothing where it speaks of itself: what a person gave is a file, and a damaged one.
    """
    said = getattr(error, "error_string", "") or str(error)
    if any(words in said for words in _OF_THE_LIBRARY):
        return ""
    return said.removeprefix("Error : ").strip().rstrip(".")
