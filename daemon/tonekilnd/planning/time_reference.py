"""Where on the timeline a planned clip is meant to lie."""

from __future__ import annotations

from tonekiln.protocol import Meter, bar_frames
from tonekilnd.domain import Plan


def time_reference(plan: Plan) -> int:
    """The file's `bext` time reference: samples from the timeline's start, 0 if nobody said.

    A client that knows its host's tempo map gives the sample; a bar alone is counted at the
    Plan's own tempo and meter.
    """
    place = plan.placement
    if place is None:
        return 0
    if place.sample is not None:
        return place.sample
    if place.bar is None or place.bar < 1:
        return 0
    return bar_frames(place.bar - 1, Meter.parse(plan.meter), plan.bpm, plan.sample_rate)
