"""Where in a take the clip lies: its downbeat, its length, and what leads up to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .tempo import Beats

SHORTEST_SEAM = 0.25
"""Part of the wanted crossfade that a beat must leave room for to be chosen as the start."""


@dataclass(frozen=True, slots=True)
class Place:
    """A clip's place in its take, in frames of the take; fractions are kept.

    Attributes:
        start: the downbeat.
        frames: how many frames of the take make the clip.
        fits: whether the take has that many from `start` on.
    """

    start: float
    frames: float
    fits: bool


def place_clip(
    take_frames: int,
    sample_rate: int,
    *,
    pre_roll: int,
    frames: float,
    lead: float,
    beats: Beats | None,
) -> Place:
    """Find the clip in a take.

    With known beats the start is the beat nearest to the end of the pre-roll that leaves room
    for the crossfade before it and the clip after it; without, the end of the pre-roll itself.

    Args:
        take_frames: frames in the take.
        sample_rate: its rate.
        pre_roll: frames asked for before the downbeat.
        frames: length of the clip at the take's own tempo.
        lead: frames the crossfade would like before the start.
        beats: where the beats are.
    """
    latest = take_frames - frames
    if beats is None:
        start = float(min(pre_roll, max(0.0, latest)))
        return Place(start, frames, fits=latest >= 0)
    period = beats.period_seconds * sample_rate
    first = beats.phase_seconds * sample_rate
    count = int(max(0.0, take_frames - first) // period) + 1
    # An onset at frame 0 is found a little before or after it.
    candidates = first + period * np.arange(-1, count)
    candidates = candidates[candidates >= -0.02 * sample_rate]
    for room in (lead, SHORTEST_SEAM * lead, -0.02 * sample_rate):
        fitting = candidates[(candidates >= room) & (candidates <= latest)]
        if fitting.size:
            return Place(_nearest(fitting, pre_roll), frames, fits=True)
    return Place(_nearest(candidates, pre_roll), frames, fits=False)


def _nearest(candidates: NDArray[np.floating[Any]], frame: float) -> float:
    return max(0.0, float(candidates[np.abs(candidates - frame).argmin()]))
