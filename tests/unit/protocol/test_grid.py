"""Musical time, held to the rational arithmetic of the standard library."""

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.protocol import Meter, bar_frames, bpm_in_micro, limits, seconds_frames

meters = st.builds(
    Meter, st.integers(1, limits.MAX_NUMERATOR), st.sampled_from(limits.DENOMINATORS)
)
tempi = st.decimals(limits.MIN_BPM, limits.MAX_BPM, places=limits.BPM_DECIMALS, allow_nan=False)
bars = st.integers(0, limits.MAX_BARS)
rates = st.integers(limits.MIN_SAMPLE_RATE, limits.MAX_SAMPLE_RATE)


@given(bars, meters, tempi, rates)
def test_frames_are_the_exact_length_rounded_half_up(n, meter, bpm, rate):
    exact = Fraction(n * meter.numerator * 240 * rate, meter.denominator) / Fraction(bpm)
    assert bar_frames(n, meter, bpm, rate) == floor(exact + Fraction(1, 2))


@given(bars, bars, meters, tempi, rates)
def test_bar_lines_never_drift_by_more_than_a_frame(a, b, meter, bpm, rate):
    together = bar_frames(a + b, meter, bpm, rate)
    apart = bar_frames(a, meter, bpm, rate) + bar_frames(b, meter, bpm, rate)
    assert abs(together - apart) <= 1


@given(meters, tempi, rates, st.integers(0, limits.MAX_BARS - 1))
def test_every_bar_is_longer_than_none(meter, bpm, rate, n):
    assert bar_frames(n + 1, meter, bpm, rate) > bar_frames(n, meter, bpm, rate)


@given(tempi)
def test_tempo_survives_as_millionths(bpm):
    assert Decimal(bpm_in_micro(bpm)).scaleb(-limits.BPM_DECIMALS) == bpm


@given(tempi, st.integers(7, 60))
def test_a_digit_past_the_sixth_decimal_is_refused_however_far_it_lies(bpm, place):
    finer = Decimal(f"{bpm:f}" + "0" * (place - 7) + "1")
    with pytest.raises(ValueError, match=r"decimal places|20 to 400"):
        bpm_in_micro(finer)


@given(st.decimals(allow_nan=True, allow_infinity=True))
def test_any_decimal_is_in_the_range_or_refused(bpm):
    try:
        micro = bpm_in_micro(bpm)
    except ValueError:
        return
    assert limits.MIN_BPM * 10**6 <= micro <= limits.MAX_BPM * 10**6


@given(meters)
def test_a_meter_reads_back_what_it_writes(meter):
    assert Meter.parse(str(meter)) == meter


@given(st.text(max_size=8))
def test_any_text_is_a_meter_in_range_or_refused(text):
    try:
        meter = Meter.parse(text)
    except ValueError:
        return
    assert 1 <= meter.numerator <= limits.MAX_NUMERATOR
    assert meter.denominator in limits.DENOMINATORS


@pytest.mark.parametrize(
    ("meter", "quarters_per_bar", "quarters_per_beat"),
    [
        ("4/4", 4, 1),
        ("3/4", 3, 1),
        ("5/4", 5, 1),
        ("2/2", 4, 2),
        ("6/8", 3, 1.5),
        ("12/8", 6, 1.5),
        ("7/8", 3.5, 0.5),
        ("3/8", 1.5, 0.5),
    ],
)
def test_the_felt_beat(meter, quarters_per_bar, quarters_per_beat):
    parsed = Meter.parse(meter)
    assert parsed.quarters_per_bar == quarters_per_bar
    assert parsed.quarters_per_beat == quarters_per_beat


@given(st.floats(limits.MIN_SECONDS, limits.MAX_SECONDS), rates)
def test_seconds_round_to_the_nearest_frame(seconds, rate):
    assert abs(seconds_frames(seconds, rate) - seconds * rate) <= 0.5 + 1e-6
