"""Sessions with any tempo and meter changes, for Hypothesis."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

from tonekiln.protocol.grid import Meter
from tonekiln.timeline.tempo_map import MeterChange, TempoChange, TempoMap

bpms = st.decimals("20", "400", places=6)
meters = st.builds(Meter, st.integers(1, 32), st.sampled_from([2, 4, 8, 16]))
rates = st.sampled_from([44_100, 48_000, 88_200, 96_000])


@st.composite
def tempo_maps(draw: st.DrawFn) -> TempoMap:
    ticks = draw(st.sets(st.integers(1, 960 * 400), max_size=5))
    bars = draw(st.sets(st.integers(2, 200), max_size=5))
    tempos = [TempoChange(Fraction(0), draw(bpms))]
    tempos += [TempoChange(Fraction(tick, 960), draw(bpms)) for tick in sorted(ticks)]
    changes = [MeterChange(1, draw(meters))]
    changes += [MeterChange(bar, draw(meters)) for bar in sorted(bars)]
    return TempoMap(tuple(tempos), tuple(changes))


def steady(bpm: str = "120", meter: str = "4/4") -> TempoMap:
    return TempoMap.steady(Decimal(bpm), Meter.parse(meter))
