from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.timeline.musical_time import bpms, meters, rates, steady, tempo_maps

from tonekiln.protocol.grid import Meter, bar_frames
from tonekiln.timeline.tempo_map import MeterChange, TempoChange, TempoMap

bars = st.integers(1, 400)


@given(bars, meters, bpms, rates)
def test_a_steady_map_counts_bars_as_clips_are_counted(bar, meter, bpm, rate) -> None:
    tempo_map = TempoMap.steady(bpm, meter)
    assert tempo_map.sample_of_bar(bar, rate) == bar_frames(bar - 1, meter, bpm, rate)


@given(tempo_maps(), bars)
def test_every_bar_begins_at_its_own_line(tempo_map, bar) -> None:
    line = tempo_map.quarters_at_bar(bar)
    assert tempo_map.bar_at(line) == bar
    if bar > 1:
        assert tempo_map.bar_at(line - Fraction(1, 10**9)) == bar - 1


@given(tempo_maps(), bars)
def test_a_bar_is_as_long_as_its_meter_says(tempo_map, bar) -> None:
    meter = tempo_map.meter_at_bar(bar)
    length = tempo_map.quarters_at_bar(bar + 1) - tempo_map.quarters_at_bar(bar)
    assert length == Fraction(4 * meter.numerator, meter.denominator)


@given(tempo_maps(), st.fractions(0, 2000))
def test_seconds_and_quarters_undo_each_other_exactly(tempo_map, quarters) -> None:
    assert tempo_map.quarters_at(tempo_map.seconds_at(quarters)) == quarters


@given(tempo_maps(), st.fractions(0, 2000), st.fractions(0, 100))
def test_time_only_moves_forward(tempo_map, quarters, more) -> None:
    assert tempo_map.seconds_at(quarters + more) >= tempo_map.seconds_at(quarters)


@given(tempo_maps(), st.fractions(0, 2000), rates)
def test_a_sample_is_at_most_half_a_sample_away(tempo_map, quarters, rate) -> None:
    error = tempo_map.sample_at(quarters, rate) - tempo_map.seconds_at(quarters) * rate
    assert -Fraction(1, 2) < error <= Fraction(1, 2)


def test_a_tempo_change_inside_a_bar() -> None:
    """Two quarters at 120 (1 s), then 60: bar 2 begins 2 s later, bar 3 another 4 s."""
    tempo_map = TempoMap(
        (TempoChange(Fraction(0), Decimal(120)), TempoChange(Fraction(2), Decimal(60))),
        (MeterChange(1, Meter(4, 4)),),
    )
    assert [tempo_map.sample_of_bar(bar, 48_000) for bar in (1, 2, 3)] == [0, 144_000, 336_000]


def test_a_meter_change_moves_the_bars_after_it() -> None:
    tempo_map = TempoMap(
        (TempoChange(Fraction(0), Decimal(120)),),
        (MeterChange(1, Meter(4, 4)), MeterChange(3, Meter(7, 8))),
    )
    lines = [tempo_map.quarters_at_bar(bar) for bar in (1, 2, 3, 4)]
    assert lines == [0, 4, 8, Fraction(23, 2)]


@pytest.mark.parametrize(
    ("tempos", "changes"),
    [
        ((), (MeterChange(1, Meter(4, 4)),)),
        ((TempoChange(Fraction(1), Decimal(120)),), (MeterChange(1, Meter(4, 4)),)),
        ((TempoChange(Fraction(0), Decimal(120)),), (MeterChange(2, Meter(4, 4)),)),
        ((TempoChange(Fraction(0), Decimal(120)),), ()),
        ((TempoChange(Fraction(0), Decimal(120)),) * 2, (MeterChange(1, Meter(4, 4)),)),
        ((TempoChange(Fraction(0), Decimal(120)),), (MeterChange(1, Meter(4, 4)),) * 2),
        ((TempoChange(Fraction(0), Decimal(7)),), (MeterChange(1, Meter(4, 4)),)),
    ],
)
def test_a_map_that_cannot_be_is_refused(tempos, changes) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        TempoMap(tempos, changes)


def test_there_is_no_bar_zero() -> None:
    with pytest.raises(ValueError, match="first bar is 1"):
        steady().quarters_at_bar(0)
