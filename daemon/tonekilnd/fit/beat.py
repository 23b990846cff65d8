"""The beat of a spec in seconds."""

from __future__ import annotations

from decimal import Decimal

from tonekiln.protocol import Meter


def beat_seconds(bpm: Decimal, meter: Meter) -> float:
    """Length of the felt beat: a dotted quarter in 6/8, an eighth in 7/8, a quarter in 4/4."""
    return 60 * meter.quarters_per_beat / float(bpm)
