"""Inputs with a time: where they lie on a take, how they go round, and what is said of it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tonekiln.protocol import Meter
from tonekilnd.domain import TakeSpec
from tonekilnd.engines.neural.input_alignment import bar_of, end_of, laid

RATE = 1000
BAR = 2 * RATE
"""At 120 in 4/4."""


def spec(*, bars=4, pre_roll=500, one_shot=False, bpm=120, meter="4/4", rate=RATE, frames=None):
    seconds = (bars or 4) * Meter.parse(meter).quarters_per_bar * 60 / float(bpm)
    return TakeSpec(
        prompt="",
        negative="",
        seed=1,
        sample_rate=rate,
        frames=frames or round(seconds * 1.06 * rate) + pre_roll,
        pre_roll_frames=pre_roll,
        bpm=Decimal(str(bpm)),
        meter=meter,
        bars=bars,
        key=None,
        one_shot=one_shot,
    )


def ramp(frames, first=1):
    """Audio whose samples are their own number."""
    return np.arange(first, first + frames, dtype=np.float32)[None]


def test_the_first_frame_is_the_downbeat_and_the_end_leads_up_to_it():
    one = laid(ramp(4 * BAR), spec(), "initial audio")
    heard = one.heard(0, 500 + 4 * BAR + 300)[0]
    np.testing.assert_array_equal(heard[500 : 500 + 4 * BAR], ramp(4 * BAR)[0])
    np.testing.assert_array_equal(heard[:500], ramp(4 * BAR)[0, -500:])
    np.testing.assert_array_equal(heard[500 + 4 * BAR :], ramp(300)[0])
    assert one.notes == ()


def test_a_section_hears_its_own_part():
    one = laid(ramp(4 * BAR), spec(), "initial audio")
    whole = one.heard(0, 9000)
    np.testing.assert_array_equal(one.heard(3456, 2000), whole[:, 3456:5456])


@pytest.mark.parametrize(
    ("frames", "period", "said"),
    [
        (2 * BAR, 2 * BAR, "is 2 bars and goes round to fill 4"),
        (2 * BAR + 8, 2 * BAR, "is 2 bars and goes round to fill 4"),
        (3 * BAR, 3 * BAR, "is 3 bars and goes round to fill 4"),
        (
            2 * BAR - 60, 2 * BAR,
            "is 1.97 bars long: 0.06 s of silence lead to its next bar line; it goes round after "
            "2 bars",
        ),
        (
            2 * BAR + 60, 2 * BAR,
            "is 2.03 bars long: its last 0.06 s are left out; it goes round after 2 bars",
        ),
        (5 * BAR // 2, 3 * BAR, "is 2.5 bars long: 1.00 s of silence lead to its next bar line;"),
        (BAR // 2, BAR // 2, "is 0.5 bars and goes round to fill 4"),
        (BAR // 4, BAR // 4, "is 0.25 bars and goes round to fill 4"),
        (3 * BAR // 4, BAR, "is 0.75 bars long: 0.50 s of silence lead to its next bar line;"),
        (1, BAR, "is 0.001 s long: 2.00 s of silence lead to its next bar line;"),
        (9 * BAR, 4 * BAR, "is 9 bars long: only its first 4 bars are heard"),
        (4 * BAR + 700, 4 * BAR, "is 4.35 bars long: only its first 4 bars are heard"),
        (4 * BAR - 60, 4 * BAR, "is 3.97 bars long: 0.06 s of silence lead"),
    ],
)  # fmt: skip
def test_it_goes_round_in_whole_bars_and_says_so(frames, period, said):
    one = laid(ramp(frames), spec(), "initial audio")
    assert one.period == period
    (note,) = one.notes
    assert note.startswith(f"the initial audio {said}")
    heard = one.heard(500, 2 * period)[0]
    np.testing.assert_array_equal(heard[:period], heard[period:])
    kept = min(frames, period)
    np.testing.assert_array_equal(heard[:kept], ramp(kept)[0])
    assert not heard[kept:period].any()


@pytest.mark.parametrize(("meter", "bars"), [("3/4", 2), ("7/8", 4), ("6/8", 1), ("12/8", 2)])
def test_bars_are_those_of_the_requests_meter(meter, bars):
    asked = spec(meter=meter, bpm=90)
    one = laid(ramp(round(bars * bar_of(asked))), asked, "melody")
    assert one.period == bars * bar_of(asked)


def test_a_clip_in_seconds_hears_what_it_begins():
    # 7 s at 120: three bars and a half.
    asked = spec(bars=None, frames=500 + 7600)
    assert laid(ramp(2 * BAR), asked, "melody").notes == ()
    assert laid(ramp(9 * BAR), asked, "melody").period == 4 * BAR


def test_a_one_shot_sounds_once_from_the_takes_start():
    asked = spec(one_shot=True, pre_roll=0, frames=2000)
    short = laid(ramp(800), asked, "initial audio")
    heard = short.heard(0, 3000)[0]
    np.testing.assert_array_equal(heard[:800], ramp(800)[0])
    assert not heard[800:].any()
    assert short.notes == ("the initial audio is 0.80 s long: silence follows it",)
    long = laid(ramp(2500), asked, "initial audio")
    assert long.notes == ("the initial audio is 2.50 s long: its last 0.50 s are not heard",)
    assert laid(ramp(2000), asked, "initial audio").notes == ()


def test_what_goes_on_from_audio_hears_its_end():
    audio, notes = end_of(ramp(9 * BAR), 2 * BAR, spec(), "audio to continue")
    np.testing.assert_array_equal(audio, ramp(2 * BAR, 7 * BAR + 1))
    assert notes == ("only the last 4.00 s of the audio to continue are heard",)
    # Less than a bar more is not worth a word.
    assert end_of(ramp(2 * BAR + 900), 2 * BAR, spec(), "audio to continue")[1] == ()


RATES = st.sampled_from([16_000, 22_050, 32_000, 44_100, 48_000])
METERS = st.sampled_from(["4/4", "3/4", "6/8", "7/8", "5/16", "31/8"])
TEMPI = st.decimals(20, 400, places=6)


@given(
    TEMPI, METERS, RATES, st.integers(1, 8), st.integers(0, 40_000), st.integers(1, 300_000),
    st.integers(-10_000, 400_000), st.integers(1, 3000), st.booleans(),
)  # fmt: skip
def test_any_frame_of_any_take_is_the_inputs_at_its_place_in_the_bar(
    bpm, meter, rate, bars, pre_roll, frames, first, count, one_shot
):
    asked = spec(bars=bars, pre_roll=pre_roll, one_shot=one_shot, bpm=bpm, meter=meter, rate=rate)
    one = laid(ramp(frames), asked, "melody")
    heard = one.heard(first, count)[0].astype(int)
    assert heard.shape == (count,)
    take = np.arange(first, first + count) - pre_roll
    if one_shot:
        expected = np.where((take >= 0) & (take < frames), take + 1, 0)
    else:
        period = one.period
        assert 0 < period <= bars * bar_of(asked)
        beat = bar_of(asked) / round(
            asked.time_signature.quarters_per_bar / asked.time_signature.quarters_per_beat
        )
        assert (period / beat).denominator == 1
        rounds = {
            k: round(k * period)
            for k in range(int(take[0] // period) - 1, int(take[-1] // period) + 3)
        }
        begins = np.array(sorted(rounds.values()))
        start = begins[np.searchsorted(begins, take, side="right") - 1]
        expected = np.where(take - start < min(frames, round(period)), take - start + 1, 0)
    # Where a round is a frame longer than the input was cut to, that frame is silent.
    assert np.count_nonzero(heard != expected) <= count / max(1, float(one.period or count)) + 1


@given(TEMPI, METERS, RATES)
def test_rounding_never_adds_up(bpm, meter, rate):
    asked = spec(bars=64, bpm=bpm, meter=meter, rate=rate, pre_roll=0)
    bar = bar_of(asked)
    one = laid(ramp(max(1, int(bar))), asked, "melody")
    far = round(63 * bar)
    assert one.period == bar or one.period < bar
    if one.period == bar:
        assert one.heard(far, 1)[0, 0] == 1
    assert Fraction(far) - 63 * bar <= Fraction(1, 2)
