from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.example_engines import facts_of

from tonekiln.protocol import (
    Ability,
    EngineKind,
    Generate,
    Meter,
    PlaceAt,
    Placement,
    Preset,
    SearchClips,
)
from tonekiln.protocol.errors import InvalidRequest, UnsupportedAbility
from tonekilnd.abilities import refuse_what_is_lacking
from tonekilnd.planning.checks import check_request, check_search
from tonekilnd.planning.lengths import POST_ROLL_SECONDS, STRETCH_MARGIN, take_length
from tonekilnd.planning.plan import make_plan, variation_seed
from tonekilnd.planning.starting_point import with_preset

REQUEST = Generate(bpm=Decimal(120), bars=4, prompt="warm pads")
NEURAL = facts_of("neural")
EXACT = facts_of("exact", exact=True, sample_rate=None, kind=EngineKind.PROCEDURAL)


def plan(request=REQUEST, facts=NEURAL, seed=5):
    return make_plan(request, facts, seed, {})


class TestWhatDecidesAPlan:
    def test_the_same_request_is_the_same_plan(self) -> None:
        assert plan().plan_id == plan().plan_id

    @pytest.mark.parametrize(
        "changes",
        [
            {"bpm": Decimal("120.000001")},
            {"bars": 8},
            {"prompt": "warm pad"},
            {"meter": "8/8"},
            {"variations": 2},
            {"key": "Am"},
            {"guidance": 3.0},
            {"sample_rate": 44_100},
        ],
    )
    def test_whatever_can_be_heard_makes_another_plan(self, changes) -> None:
        assert plan(replace(REQUEST, **changes)).plan_id != plan().plan_id

    def test_seed_weights_and_precision_are_part_of_it(self) -> None:
        ids = {
            plan().plan_id,
            plan(seed=6).plan_id,
            plan(facts=replace(NEURAL, checkpoint="2")).plan_id,
            plan(facts=replace(NEURAL, precision="int8")).plan_id,
        }
        assert len(ids) == 4

    def test_where_the_clip_goes_is_not(self) -> None:
        placed = replace(REQUEST, placement=Placement(at=PlaceAt.BAR, bar=9, sample=1))
        assert plan(placed).plan_id == plan().plan_id


class TestSeeds:
    def test_the_first_variation_has_the_seed_that_was_asked_for(self) -> None:
        seeds = [take.seed for take in plan(replace(REQUEST, variations=8)).takes]
        assert seeds[0] == 5
        assert len(set(seeds)) == 8

    @given(st.integers(0, 2**32 - 1), st.integers(0, 7))
    def test_every_seed_can_be_asked_for_again(self, seed: int, number: int) -> None:
        assert 0 <= variation_seed(seed, number) < 2**32

    def test_neighbouring_seeds_share_no_variation(self) -> None:
        near = [{variation_seed(s, n) for n in range(8)} for s in range(50)]
        assert len(set().union(*near)) == 50 * 8


class TestLengths:
    def test_an_exact_engine_is_asked_for_the_clip_itself(self) -> None:
        made = plan(facts=EXACT)
        assert made.takes[0].frames == made.frames == 384_000
        assert made.takes[0].pre_roll_frames == 0

    @given(
        bpm=st.decimals(20, 400, places=3),
        meter=st.sampled_from(["4/4", "3/4", "6/8", "7/8", "5/4", "12/8"]),
        bars=st.integers(1, 8),
    )
    def test_a_take_holds_the_clip_even_at_the_slowest_tempo_that_is_corrected(
        self, bpm, meter, bars
    ) -> None:
        signature = Meter.parse(meter)
        clip = bars * signature.quarters_per_bar * 60 / float(bpm)
        length = take_length(clip, bpm, signature, replace(NEURAL, windows=True), 32_000, loop=True)
        beat = signature.quarters_per_beat * 60 / float(bpm)
        if not length.notes:
            least = clip * (1 + STRETCH_MARGIN) + beat + POST_ROLL_SECONDS
            assert length.frames >= least * 32_000 - 1
        assert length.pre_roll_frames == pytest.approx(beat * 32_000, abs=1)

    def test_past_the_window_it_is_windows_or_whole_bar_sections(self) -> None:
        slow = replace(REQUEST, bpm=Decimal(60), bars=16)
        assert not plan(slow).takes[0].section_frames
        assert "windows" in plan(slow).notes[0]
        sections = plan(slow, replace(NEURAL, windows=False)).takes[0]
        assert sum(sections.section_frames) == sections.frames
        assert all(f <= 30 * 32_000 for f in sections.section_frames)
        bar = 4 * 32_000
        assert all(f % bar == 0 for f in sections.section_frames[:-1])

    def test_a_clip_that_just_fits_keeps_its_pre_roll(self) -> None:
        tight = plan(replace(REQUEST, bars=7, bpm=Decimal(60)))
        assert tight.takes[0].frames == 30 * 32_000
        assert tight.takes[0].pre_roll_frames == 32_000
        assert tight.notes

    @pytest.mark.parametrize(("seconds", "pre_roll"), [(29.7, 0.3), (30.0, 0.0)])
    def test_a_clip_that_fits_without_its_pre_roll_is_made_in_one_pass(
        self, seconds: float, pre_roll: float
    ) -> None:
        sectioned = replace(NEURAL, windows=False)
        length = take_length(seconds, Decimal(60), Meter.parse("4/4"), sectioned, 1000, loop=True)
        assert length.section_frames == ()
        assert length.frames == 30_000
        assert length.pre_roll_frames == pytest.approx(pre_roll * 1000, abs=1)


class TestRefusals:
    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"bpm": Decimal("19.999999")}, "bpm"),
            ({"bpm": Decimal("400.000001")}, "bpm"),
            ({"bpm": Decimal("NaN")}, "bpm"),
            ({"bpm": Decimal("Infinity")}, "bpm"),
            ({"bpm": Decimal("120.1234567")}, "bpm"),
            ({"bpm": Decimal("1e999999")}, "bpm"),
            ({"meter": "0/4"}, "meter"),
            ({"meter": "33/4"}, "meter"),
            ({"bars": None}, "bars"),
            ({"seconds": 3.0}, "bars"),
            ({"bars": 64, "bpm": Decimal(20)}, "bars"),
            ({"prompt": "ß" * 2001}, "prompt"),
            ({"negative": "🥁" * 2001}, "negative"),
        ],
    )
    def test_the_field_the_bound_and_a_way_out_are_named(self, changes, field) -> None:
        with pytest.raises(InvalidRequest) as refusal:
            check_request(replace(REQUEST, **changes))
        assert refusal.value.field == field
        assert refusal.value.bound

    @pytest.mark.parametrize("letter", ["a", "ß", "猫", "🥁"])
    def test_a_prompt_is_as_long_in_every_script(self, letter) -> None:
        check_request(replace(REQUEST, prompt=letter * 2000, negative=letter * 2000))

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"guidance": 0.0}, "guidance"),
            ({"temperature": 0.01}, "temperature"),
            ({"strength": 0.0}, "strength"),
            ({"swing": 0.0}, "swing"),
            ({"steps": 1}, "steps"),
            ({"stems": True}, "stems"),
            ({"one_shot": True}, "one_shot"),
        ],
    )
    def test_nothing_that_is_lacking_is_let_through_for_being_zero(self, changes, field) -> None:
        able = replace(NEURAL, abilities=frozenset({Ability.NEGATIVE}))
        with pytest.raises(UnsupportedAbility) as refusal:
            plan(replace(REQUEST, **changes), able)
        assert refusal.value.field == field
        with pytest.raises(UnsupportedAbility) as late:
            refuse_what_is_lacking(
                replace(plan(facts=able).takes[0], **changes), able.name, able.abilities
            )
        assert str(late.value) == str(refusal.value)

    def test_what_changes_nothing_is_let_through_and_said(self) -> None:
        able = replace(NEURAL, channels=2, abilities=frozenset({Ability.INIT}))
        notes = plan(replace(REQUEST, width=0.5, strength=0.0), able).notes
        assert [note.split()[0] for note in notes] == ["width", "strength"]

    def test_an_ability_the_engine_lacks_is_named_with_what_it_has(self) -> None:
        with pytest.raises(UnsupportedAbility) as refusal:
            plan(replace(REQUEST, negative="vocals"))
        assert refusal.value.field == "negative"
        assert refusal.value.bound == Ability.GUIDANCE.value


class TestPresets:
    PRESET = Preset(name="Dusty", words="dusty drums", bars=8, key="Am", wording={"x": "old drums"})

    def test_it_fills_in_what_was_left_open(self) -> None:
        asked = Generate(bpm=Decimal(90), preset="Dusty")
        filled = with_preset(asked, self.PRESET, None)
        assert (filled.prompt, filled.bars, filled.key) == ("dusty drums", 8, "Am")
        assert filled.engine == "sketch"

    def test_the_producer_wins_and_words_are_joined(self) -> None:
        asked = Generate(bpm=Decimal(90), bars=2, key="C", prompt="brushes", engine="x")
        filled = with_preset(asked, self.PRESET, "x")
        assert (filled.prompt, filled.bars, filled.key) == ("old drums, brushes", 2, "C")

    def test_drums_take_no_key(self) -> None:
        drums = replace(self.PRESET, follows_key=False)
        assert with_preset(Generate(bpm=Decimal(90), key="C"), drums, None).key is None


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_a_search_between_tempi_that_are_none_is_refused(text) -> None:
    with pytest.raises(InvalidRequest) as refusal:
        check_search(SearchClips(bpm_max=Decimal(text)))
    assert refusal.value.field == "bpm_max"


@pytest.mark.parametrize(
    ("asked", "precision"),
    [
        ({}, "fp32"),
        ({"precision": "auto"}, "fp32"),
        ({"precision": "bf16"}, "bf16"),
        ({"draft": True}, "int8"),
        ({"draft": True, "precision": "bf16"}, "bf16"),
    ],
)
def test_the_precision_is_part_of_the_plan_and_of_every_take(asked, precision):
    facts = replace(
        NEURAL,
        precision="fp32",
        draft_precision="int8",
        abilities=NEURAL.abilities | {Ability.PRECISION},
    )
    made = plan(replace(REQUEST, variations=2, **asked), facts)
    assert made.precision == precision
    assert {take.precision for take in made.takes} == {precision}
    plain = plan(replace(REQUEST, variations=2), facts)
    assert (made.plan_id == plain.plan_id) == (precision == "fp32")


@pytest.mark.parametrize("precision", ["int8", "fp64"])
def test_a_precision_that_the_engine_has_not_is_refused_before_anything_is_loaded(precision):
    facts = replace(
        NEURAL, precisions=("fp32", "bf16"), abilities=NEURAL.abilities | {Ability.PRECISION}
    )
    with pytest.raises(UnsupportedAbility) as refused:
        plan(replace(REQUEST, precision=precision), facts)
    assert (refused.value.field, refused.value.bound) == ("precision", "auto, fp32, bf16")


def test_an_engine_without_precisions_takes_auto():
    assert plan(replace(REQUEST, precision="auto"), EXACT).takes
    with pytest.raises(UnsupportedAbility):
        plan(replace(REQUEST, precision="bf16"), EXACT)
