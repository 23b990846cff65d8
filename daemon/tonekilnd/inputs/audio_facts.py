"""What an audio file holds, found by listening to all of it once, in blocks."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.limits import MIN_SECONDS

from .audio import OVER_FULL_SCALE, are_numbers, not_numbers
from .sound_file import Block, BrokenOff, SoundFile, opened, too_long, unreadable

_SILENCE = 10 ** (-80 / 20)
"""Quieter than -80 dBFS all along is silence: below what any of the models was trained on."""
_UNKNOWN = 2**62
"""libsndfile's count of frames where a header has none is larger than this."""
_UNTOLD_SECONDS = 0.1
"""An MP3's header may promise a few frames more than it has."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a model of so many channels would hear of a file.

    Attributes:
        first: the first frame that is not silent; None where all are.
        last: the last one.
    """

    first: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class AudioFacts:
    """What an audio file holds.

    Attributes:
        frames: how many there are.
        missing_frames: how many more its header promises.
        peak: largest absolute sample.
        mono: what a mono model hears, the mean of all channels.
        stereo: what a stereo model hears, the first two.
    """

    sample_rate: int
    channels: int
    frames: int
    missing_frames: int
    peak: float
    mono: Heard
    stereo: Heard

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.frames / self.sample_rate

    @property
    def decibels_over(self) -> float:
        """How far it goes over full scale; 0 where it does not."""
        return 20 * math.log10(self.peak) if self.peak > OVER_FULL_SCALE else 0.0

    def heard(self, channels: int) -> Heard:
        """What a model of so many channels hears of it."""
        return self.mono if channels == 1 else self.stereo


def audio_facts(path: Path, name: str, field: str, promised_frames: int = 0) -> AudioFacts:
    """Read an audio file from end to end.

    Args:
        path: where it lies.
        name: what its owner calls it.
        field: of the request, that it was given in.
        promised_frames: what its header says, where that is more than libsndfile believes.

    Raises:
        InvalidRequest: it cannot be read, is empty, too short, too long, or no numbers.
        OSError: it cannot be opened.
    """
    with opened(path, name, field) as sound:
        if sound.most_frames < sound.frames < _UNKNOWN:
            raise too_long(name, field)
        listening = _listen(sound, name, field)
        promised = max(promised_frames, sound.frames if sound.frames < _UNKNOWN else 0)
        rate, channels = sound.sample_rate, sound.channels
    if not listening.frames:
        raise InvalidRequest(f"{name} holds no audio", field=field)
    if listening.frames < MIN_SECONDS * rate:
        raise InvalidRequest(
            f"{name} lasts {listening.frames / rate * 1000:.2g} ms",
            field=field,
            bound=f"at least {MIN_SECONDS * 1000:.0f} ms",
        )
    missing = promised - listening.frames
    told = missing > (0 if promised_frames else _UNTOLD_SECONDS * rate)
    return AudioFacts(
        sample_rate=rate,
        channels=channels,
        frames=listening.frames,
        missing_frames=missing if told else 0,
        peak=listening.peak,
        mono=listening.mono,
        stereo=listening.stereo,
    )


class _Listening:
    """What was found so far."""

    def __init__(self) -> None:
        self.frames = 0
        self.peak = 0.0
        self.mono = Heard()
        self.stereo = Heard()

    def hear(self, block: Block) -> None:
        """Go on by a block of finite samples."""
        self.peak = max(self.peak, float(np.abs(block).max()))
        self.mono = self._further(self.mono, np.abs(block.mean(axis=1)))
        self.stereo = self._further(self.stereo, np.abs(block[:, :2]).max(axis=1))
        self.frames += len(block)

    def _further(self, heard: Heard, level: NDArray[np.float32]) -> Heard:
        loud = np.flatnonzero(level > _SILENCE)
        if not len(loud):
            return heard
        first = self.frames + int(loud[0]) if heard.first is None else heard.first
        return Heard(first, self.frames + int(loud[-1]))


def _listen(sound: SoundFile, name: str, field: str) -> _Listening:
    listening = _Listening()
    try:
        for block in sound.blocks():
            if listening.frames + len(block) > sound.most_frames:
                raise too_long(name, field)
            if not are_numbers(block):
                raise not_numbers(name, field)
            listening.hear(block)
    except BrokenOff as broken:
        if not listening.frames:
            raise unreadable(name, field, str(broken)) from broken
    return listening
