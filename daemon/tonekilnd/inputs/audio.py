"""An input's audio as a model takes it: at its rate, with its channels, within full scale."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import soxr

from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import Audio, InputFile

from .sound_file import Block, BrokenOff, SoundFile, opened, too_long, unreadable

OVER_FULL_SCALE = 10 ** (0.1 / 20)
"""Peaks above this, 0.1 dB over full scale, are brought down to full scale: codecs and
autoencoders were trained within -1 to 1, and what a lossy file overshoots by less is music."""

_MOST = 1e12
"""240 dB over full scale: nobody's level, but what integers come to that a header calls floats."""


def read_audio(file: InputFile, sample_rate: int, channels: int, field: str) -> Audio:
    """An input's audio at a model's rate, of shape (channels, frames).

    Raises:
        InvalidRequest: it cannot be read, is empty, too long, or no numbers.
    """
    peak = 0.0
    parts: list[Audio] = []
    try:
        with opened(file.path, file.shown, field) as sound:
            for block in _resampled(_checked(sound, file.shown, field), sound, sample_rate):
                peak = max(peak, block.peak)
                parts.append(as_channels(np.ascontiguousarray(block.samples.T), channels))
    except OSError as error:
        raise unreadable(file.shown, field, error.strerror or "it is gone") from error
    if not any(part.shape[1] for part in parts):
        raise InvalidRequest(f"{file.shown} holds no audio", field=field)
    audio = np.concatenate(parts, axis=1)
    return audio / np.float32(peak) if peak > OVER_FULL_SCALE else audio


def read_as_it_is(file: InputFile, field: str) -> tuple[Audio, int]:
    """An input's audio at its own rate and level, of shape (channels, frames), and that rate.

    Raises:
        InvalidRequest: it cannot be read, is empty, too long, or no numbers.
    """
    try:
        with opened(file.path, file.shown, field) as sound:
            blocks = list(_checked(sound, file.shown, field))
            rate = sound.sample_rate
    except OSError as error:
        raise unreadable(file.shown, field, error.strerror or "it is gone") from error
    if not blocks:
        raise InvalidRequest(f"{file.shown} holds no audio", field=field)
    return np.ascontiguousarray(np.concatenate(blocks).T), rate


class _Part:
    """Samples at the model's rate, and the peak of those that they were made from."""

    __slots__ = ("peak", "samples")

    def __init__(self, samples: Block, peak: float) -> None:
        self.samples = samples
        self.peak = peak


def _checked(sound: SoundFile, name: str, field: str) -> Iterator[Block]:
    """The blocks of a file up to where it breaks off; refused where they cannot be heard."""
    frames = 0
    blocks = sound.blocks()
    while True:
        try:
            block = next(blocks, None)
        except BrokenOff:
            return
        if block is None:
            return
        frames += len(block)
        if frames > sound.most_frames:
            raise too_long(name, field)
        if not are_numbers(block):
            raise not_numbers(name, field)
        yield block


def are_numbers(block: Block) -> bool:
    """Whether these samples can be those of a sound, and their sums be numbers still."""
    return bool((np.abs(block) <= _MOST).all())


def not_numbers(name: str, field: str) -> InvalidRequest:
    """What is said of NaN and infinity."""
    return InvalidRequest(
        f"{name} holds samples that are not numbers",
        field=field,
        hint="bounce it again: a plugin on its way made NaN or infinity",
    )


def _resampled(blocks: Iterator[Block], sound: SoundFile, sample_rate: int) -> Iterator[_Part]:
    """Blocks at another rate: sample for sample what resampling all at once gives."""
    if sound.sample_rate == sample_rate:
        for block in blocks:
            yield _Part(block, _peak(block))
        return
    stream = soxr.ResampleStream(
        sound.sample_rate, sample_rate, sound.channels, dtype="float32", quality="VHQ"
    )
    for block in blocks:
        yield _Part(stream.resample_chunk(block), _peak(block))
    nothing = np.zeros((0, sound.channels), dtype=np.float32)
    yield _Part(stream.resample_chunk(nothing, last=True), 0.0)


def _peak(block: Block) -> float:
    return float(np.abs(block).max())


def as_channels(audio: Audio, channels: int) -> Audio:
    """Mono as the mean of all channels, stereo as the first two, or one of them twice."""
    if channels == 1:
        return np.asarray(audio.mean(axis=0, keepdims=True), dtype=np.float32)
    if len(audio) < channels:
        return np.repeat(audio[:1], channels, axis=0)
    return audio[:channels]
