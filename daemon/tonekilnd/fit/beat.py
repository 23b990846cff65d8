"""Lengths in seconds that follow from the beat."""

from __future__ import annotations

from decimal import Decimal

from tonekiln.protocol import Meter
from tonekilnd.domain import FitSettings


def beat_seconds(bpm: Decimal, meter: Meter) -> float:
    """Length of the felt beat: a dotted quarter in 6/8, an eighth in 7/8, a quarter in 4/4."""
    return 60 * meter.quarters_per_beat / float(bpm)


def beats_per_bar(meter: Meter) -> int:
    """Felt beats in a bar: 2 in 6/8, 7 in 7/8, 4 in 4/4."""
    return round(meter.quarters_per_bar / meter.quarters_per_beat)


def seam_seconds(settings: FitSettings, beat: float, clip: float) -> float:
    """Length of the crossfade of a loop: at most a quarter of a beat, and half the clip."""
    return min(settings.most_seam_ms / 1000, beat / 4, clip / 2)
