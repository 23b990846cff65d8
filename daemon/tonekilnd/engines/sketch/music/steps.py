"""How a groove written over sixteen steps lies in any meter, at any tempo.

Grooves and lines are written once, as sixteen steps of 4/4. A meter says which beat of that
bar each of its own beats is, so that 3/4 keeps its backbeat, 7/8 loses half a beat, and in 6/8
and 12/8 a beat's four steps become the long-short of triplets.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tonekiln.protocol import Meter

STEPS = 16
_A_BEAT = 4

_COMPOUND = (0.0, 1 / 3, 2 / 3, 5 / 6)
"""Where a written beat's four steps fall in a dotted beat: three eighths and a last pickup."""

_ORDERS: dict[int, tuple[int, ...]] = {
    1: (0,),
    2: (0, 1),
    3: (0, 1, 3),
    4: (0, 1, 2, 3),
    5: (0, 1, 1, 2, 3),
    6: (0, 1, 1, 2, 3, 3),
    7: (0, 1, 2, 3, 0, 1, 3),
}
"""Which written beats a bar of n beats takes: strong beats stay strong, the last one answers.
Five is 3 + 2, seven 4 + 3, as they are mostly counted."""

MOST_BPM_FOR_SIXTEENTHS = 210.0
"""Faster sixteenths (70 ms) blur into a roll; the groove is then felt at half the tempo."""

LEAST_BPM = 45.0
"""Slower beats (1.3 s) stop being felt as one pulse (Fraisse's limit is about 1.8 s)."""


@dataclass(frozen=True, slots=True)
class Step:
    """One place in a bar.

    Attributes:
        at: quarter notes from the bar line.
        length: quarter notes to the next place.
        source: which of the sixteen written steps it is.
    """

    at: float
    length: float
    source: int


@cache
def steps_of(meter: Meter, feel: float, parity: int) -> tuple[Step, ...]:
    """The places of one bar.

    Args:
        meter: its time signature.
        feel: 1; 2 where the written bar runs twice in a bar, 0.5 where it takes two bars.
        parity: which of those two bars this is, for a feel of 0.5.
    """
    plain = _plain(meter)
    bar = meter.quarters_per_bar
    if feel == 2:
        halves = [(0.0, plain), (bar / 2, plain)]
        places = [(start + at / 2, source) for start, half in halves for at, source in half]
    elif feel == 0.5:
        doubled = [(2 * at - parity * bar, source) for at, source in plain]
        places = [(at, source) for at, source in doubled if -1e-9 <= at < bar - 1e-9]
    else:
        places = list(plain)
    if not places:
        return ()
    ends = [at for at, _ in places[1:]] + [bar]
    return tuple(Step(at, end - at, source) for (at, source), end in zip(places, ends, strict=True))


@cache
def _plain(meter: Meter) -> tuple[tuple[float, int], ...]:
    bar = meter.quarters_per_bar
    if meter.compound:
        order = _order(meter.numerator // 3)
        beat = 12 / meter.denominator
        return tuple(
            ((index + _COMPOUND[step]) * beat, source * _A_BEAT + step)
            for index, source in enumerate(order)
            for step in range(_A_BEAT)
        )
    whole = int(bar)
    order = _order(whole) if whole else ()
    places = [
        (index + step / _A_BEAT, source * _A_BEAT + step)
        for index, source in enumerate(order)
        for step in range(_A_BEAT)
    ]
    # What is left of an odd meter (7/8, 5/16) goes on with the last written beat.
    places += [
        (whole + step / _A_BEAT, 3 * _A_BEAT + step)
        for step in range(int((bar - whole) * _A_BEAT + 0.5))
    ]
    return tuple(places)


def _order(beats: int) -> tuple[int, ...]:
    if beats in _ORDERS:
        return _ORDERS[beats]
    return _ORDERS[4] + _order(beats - 4)


def feel_for(bpm: float, low: float, high: float) -> float:
    """1, 2 or 0.5: at which pace a groove at home between `low` and `high` is felt.

    A drum and bass groove asked for at 86 BPM runs twice as fast; house at 240 at half.
    """

    def strain(feel: float) -> float:
        pace = bpm * feel
        return low / pace if pace < low else max(pace / high, 1.0)

    if bpm > MOST_BPM_FOR_SIXTEENTHS and high < bpm:
        return 0.5
    if bpm < LEAST_BPM:
        return 2.0
    # Only a clear gain is worth leaving the written tempo for.
    best = min((1.0, 2.0, 0.5), key=strain)
    return best if strain(1.0) > 1.3 * strain(best) else 1.0
