"""Pieces of audio that reach past its ends: around a circle, into a mirror, into silence."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio


def circular(audio: Audio, start: int, stop: int) -> Audio:
    """Frames `start` to `stop` of a loop that repeats for ever in both directions."""
    frames = audio.shape[1]
    pieces = []
    while start < stop:
        first = start % frames
        piece = audio[:, first : min(frames, first + stop - start)]
        pieces.append(piece)
        start += piece.shape[1]
    return np.concatenate(pieces, axis=1) if pieces else audio[:, :0]


def reflected(audio: Audio, start: int, stop: int) -> Audio:
    """Frames `start` to `stop`, going back and forth between the first frame and the last.

    So that a filter or a stretcher meets no edge where the audio it is given ends.
    """
    frames = audio.shape[1]
    before = _folded(np.arange(start, min(stop, 0)), frames)
    after = _folded(np.arange(max(start, frames), stop), frames)
    inside = audio[:, max(0, start) : max(0, stop)]
    if not before.size and not after.size:
        return inside
    return np.concatenate((audio[:, before], inside, audio[:, after]), axis=1)


def _folded(places: NDArray[np.intp], frames: int) -> NDArray[np.intp]:
    last = frames - 1
    folded: NDArray[np.intp] = last - np.abs(last - places % max(1, 2 * last))
    return folded


def padded(audio: Audio, start: int, stop: int) -> Audio:
    """Frames `start` to `stop`, with silence before the first and after the last."""
    frames = audio.shape[1]
    inside = audio[:, max(0, min(start, frames)) : max(0, min(stop, frames))]
    before = min(max(0, -start), stop - start)
    after = (stop - start) - before - inside.shape[1]
    return np.pad(inside, ((0, 0), (before, after))) if before or after else inside
