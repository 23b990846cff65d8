"""A model that knows only some tempi is asked at the nearest, and the fit brings it back."""

from __future__ import annotations

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.example_engines import facts_of

from tonekiln.protocol import Ability, Generate, Meter
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import InputFile, Plan
from tonekilnd.planning.plan import make_plan, plan_digest
from tonekilnd.planning.wording import filled

TEMPI = tuple(Decimal(bpm) for bpm in (100, 110, 120, 128, 130, 140, 150))
BOUND = facts_of(
    "bound",
    title="Bound",
    windows=False,
    longest_seconds=20.0,
    sample_rate=44_100,
    tempi=TEMPI,
    lengths=(4, 8),
    template="{prompt}, {bars} Bars, {bpm} BPM, {key}",
    abilities=frozenset({Ability.INIT, Ability.ONE_SHOT}),
)
REQUEST = Generate(bpm=Decimal("137.25"), bars=4, prompt="synth lead", key="C minor")


def plan(facts=BOUND, inputs=None, **changes) -> Plan:
    return make_plan(replace(REQUEST, **changes), facts, 5, inputs or {})


def test_it_is_asked_at_the_nearest_in_words_and_length() -> None:
    made = plan()
    take = made.takes[0]
    assert (made.bpm, take.bpm, take.made_bpm, take.made_bars) == (
        Decimal("137.25"),
        Decimal("137.25"),
        Decimal(140),
        4,
    )
    assert take.prompt == "synth lead, 4 Bars, 140 BPM, C minor"
    bars = 4 * 4 * 60 / 140
    assert take.told_seconds == pytest.approx(bars)
    assert take.pre_roll_frames == 0
    assert bars < take.frames / 44_100 < bars * 1.1
    (note,) = [one for one in made.notes if "nearest" in one]
    assert "140" in note
    assert "137.25" in note


def test_its_own_tempo_and_length_need_no_mention() -> None:
    made = plan(bpm=Decimal(128))
    assert made.takes[0].asked_bpm == 128
    assert made.takes[0].made_bpm is msgspec.UNSET
    assert not any("nearest" in note or "cut" in note for note in made.notes)


def test_a_shorter_clip_is_cut_from_the_next_length_it_knows() -> None:
    made = plan(bars=5)
    assert made.takes[0].made_bars == 8
    assert "8 Bars" in made.takes[0].prompt
    assert any("cut to 5" in note for note in made.notes)


def test_without_lengths_the_take_is_as_any_models_at_the_made_tempo() -> None:
    made = plan(replace(BOUND, lengths=(), template=""))
    take = made.takes[0]
    assert take.told_seconds is None
    assert take.pre_roll_frames == int(60 / 140 * 44_100)
    assert "140 bpm" in take.prompt
    assert "137" not in take.prompt


def test_words_that_name_the_sessions_tempo_do_not_reach_the_model() -> None:
    take = plan(prompt="synth lead at 137.25 bpm in F major, warm").takes[0]
    assert take.prompt == "synth lead, warm, 4 Bars, 140 BPM, C minor"


@pytest.mark.parametrize("bpm", ["49.9", "300.1"])
def test_a_tempo_too_far_is_refused_with_the_range(bpm: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        plan(bpm=Decimal(bpm))
    assert refused.value.field == "bpm"
    assert "50 to 300" in refused.value.bound


def test_more_bars_than_it_makes_are_refused() -> None:
    with pytest.raises(InvalidRequest) as refused:
        plan(bars=9)
    assert (refused.value.field, refused.value.bound[:9]) == ("bars", "at most 8")
    with pytest.raises(InvalidRequest, match="8 bars of 4/4 at 100 bpm") as refused:
        plan(replace(BOUND, longest_seconds=10.0), bars=8, bpm=Decimal(99))
    assert refused.value.field == "bars"


def test_one_shots_and_what_follows_given_audio_are_made_at_the_clips_tempo() -> None:
    shot = plan(one_shot=True, bars=None, seconds=1.0)
    given_audio = InputFile(path="/x", sha256="0" * 64)
    following = plan(inputs={"init": given_audio})
    for made in (shot, following):
        assert made.takes[0].made_bpm is msgspec.UNSET
        assert made.takes[0].told_seconds is None
    assert shot.takes[0].prompt == "synth lead, C minor"


def test_a_plan_says_nothing_of_it_where_it_is_the_clips_own() -> None:
    """So that Plans from before it was kept keep their ids."""
    made = plan(facts_of("any"))
    kept = msgspec.json.encode(made)
    assert b"made_b" not in kept.replace(b"made_by", b"")
    assert plan_digest(msgspec.json.decode(kept, type=Plan)) == made.plan_id
    bound = plan()
    assert plan_digest(msgspec.json.decode(msgspec.json.encode(bound), type=Plan)) == bound.plan_id


@given(
    st.decimals(50, 300, places=3),
    st.integers(1, 8),
    st.sampled_from(["4/4", "3/4", "7/8", "6/8"]),
)
def test_a_take_always_holds_the_bars_that_become_the_clip(
    bpm: Decimal, bars: int, meter: str
) -> None:
    made = plan(replace(BOUND, longest_seconds=60.0), bpm=bpm, bars=bars, meter=meter)
    take = made.takes[0]
    wanted = bars * Meter.parse(meter).quarters_per_bar * 60 / float(take.asked_bpm)
    assert take.frames / take.sample_rate >= wanted
    assert 0.5 <= take.asked_bpm / bpm <= 2


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{prompt}, {key}, {bpm} BPM", "pad, 120 BPM"),
        ("{bars} bars of {prompt}", "4 bars of pad"),
        ("{prompt} in {key}", ""),
        ("{{{prompt}}}", "{pad}"),
    ],
)
def test_a_part_between_commas_goes_with_an_empty_value(template: str, told: str) -> None:
    values = {"prompt": "pad", "bpm": "120", "key": "", "meter": "4/4", "bars": "4"}
    assert filled(template, values) == told
