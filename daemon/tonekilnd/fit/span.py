"""Pieces of audio that reach past its ends: around a circle, or into silence."""

from __future__ import annotations

import numpy as np

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


def padded(audio: Audio, start: int, stop: int) -> Audio:
    """Frames `start` to `stop`, with silence before the first and after the last."""
    frames = audio.shape[1]
    inside = audio[:, max(0, min(start, frames)) : max(0, min(stop, frames))]
    before = min(max(0, -start), stop - start)
    after = (stop - start) - before - inside.shape[1]
    return np.pad(inside, ((0, 0), (before, after))) if before or after else inside
