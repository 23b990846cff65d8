"""Parts of a clip that are made again: which frames they are, and what is refused."""

from decimal import Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET
from msgspec.structs import replace
from tests.example_engines import facts_of

from tonekiln.protocol import (
    Ability,
    BarSpan,
    EngineKind,
    Generate,
    Inpaint,
    InputAudio,
    Meter,
    bar_frames,
)
from tonekiln.protocol.errors import InvalidRequest, UnsupportedAbility
from tonekiln.protocol.publish.examples.library import CLIP
from tonekilnd.domain import InputFile
from tonekilnd.planning.checks import check_request
from tonekilnd.planning.parts import check_is_of, outwards, spans_of
from tonekilnd.planning.plan import make_plan

RATE = 48_000
ABLE = facts_of("able", abilities=frozenset({Ability.INPAINT}))
EXACT = facts_of(
    "exact", abilities=ABLE.abilities, exact=True, sample_rate=None, kind=EngineKind.PROCEDURAL
)
GIVEN = InputFile(path="/home/inputs/x.wav", sha256="a" * 64, name="x.wav", clip="c1")


def asked(*spans: tuple[float, float], **other: object) -> Generate:
    fields = {"bpm": Decimal(120), "bars": 4, "prompt": "open hats", **other}
    parts = tuple(BarSpan(from_=start, to=stop) for start, stop in spans)
    return Generate(inpaint=Inpaint(clip="c1", spans=parts), **fields)


@pytest.mark.parametrize(
    ("bpm", "meter", "rate"),
    [("120", "4/4", 48_000), ("137.25", "7/8", 44_100), ("93.1", "6/8", 96_000)],
)
def test_bar_lines_are_those_of_the_clip_whatever_the_tempo(bpm, meter, rate):
    request = asked((2, 3), (4, 5), bpm=Decimal(bpm), meter=meter)
    lines = [bar_frames(bar, Meter.parse(meter), request.bpm, rate) for bar in range(5)]
    assert spans_of(request, rate) == ((lines[1], lines[2]), (lines[3], lines[4]))


def test_the_whole_clip_may_be_a_part_and_parts_that_meet_are_one():
    whole = bar_frames(4, Meter(4, 4), Decimal(120), RATE)
    assert spans_of(asked((1, 5)), RATE) == ((0, whole),)
    assert spans_of(asked((3, 5), (1, 2), (2, 3)), RATE) == ((0, whole),)
    assert spans_of(asked((3, 4), (3.5, 3.75)), RATE) == spans_of(asked((3, 4)), RATE)


@given(
    st.lists(st.tuples(st.floats(1, 5), st.floats(1, 5)), min_size=1, max_size=8),
    st.sampled_from([Decimal("20"), Decimal("137.25"), Decimal("400")]),
    st.sampled_from(["4/4", "7/8", "1/16", "32/2"]),
    st.sampled_from([22_050, 44_100, 192_000]),
)
def test_spans_rise_lie_apart_and_inside_the_clip(pairs, bpm, meter, rate):
    try:
        spans = spans_of(asked(*pairs, bpm=bpm, meter=meter), rate)
    except InvalidRequest:
        return
    assert spans
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert edges[0] >= 0
    assert edges[-1] <= bar_frames(4, Meter.parse(meter), bpm, rate)
    frames = -(-bar_frames(4, Meter.parse(meter), bpm, rate) * 32_000 // rate)
    wide = outwards(spans, rate, 32_000, frames)
    assert wide[-1][1] <= frames
    for start, stop in spans:
        assert any(
            first * rate <= start * 32_000 and (stop * 32_000 <= last * rate or last == frames)
            for first, last in wide
        )


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        (asked((3, 2)), "inpaint.spans[0].to"),
        (asked((1, 2), (2, 2)), "inpaint.spans[1].to"),
        (asked((4, 5.5)), "inpaint.spans[0].to"),
        (asked((2, 2.001)), "inpaint.spans"),
        (asked((2, 2.0000000001)), "inpaint.spans"),
        (asked((1, 2), (3, 3.0000000001)), "inpaint.spans"),
        (asked((1, 2), init=InputAudio(path="/a.wav")), "init"),
        (asked((1, 2), continuation=InputAudio(path="/a.wav")), "continuation"),
        (asked((1, 2), melody=InputAudio(path="/a.wav")), "melody"),
        (asked((1, 2), stems=True), "stems"),
        (asked((1, 2), one_shot=True), "one_shot"),
        (asked((1, 2), bars=None, seconds=4.0), "seconds"),
    ],
)
def test_what_no_clip_has_and_what_denies_another_wish_is_refused(request_, field):
    with pytest.raises(InvalidRequest) as refused:
        check_request(request_)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("changes", "field", "bound"),
    [
        ({"bpm": Decimal("120.5")}, "bpm", f"{CLIP.bpm:g}"),
        ({"meter": "3/4"}, "meter", CLIP.meter),
        ({"bars": 7}, "bars", str(CLIP.bars)),
    ],
)
def test_a_clip_of_the_library_keeps_its_bars(changes, field, bound):
    its = asked((1, 2), bpm=Decimal(repr(CLIP.bpm)), meter=CLIP.meter, bars=CLIP.bars)
    check_is_of(its, CLIP)
    with pytest.raises(InvalidRequest) as refused:
        check_is_of(replace(its, **changes), CLIP)
    assert (refused.value.field, refused.value.bound) == (field, bound)
    shot = replace(CLIP, one_shot=True)
    with pytest.raises(InvalidRequest, match="not measured in bars"):
        check_is_of(its, shot)


def test_a_plan_has_the_parts_in_frames_of_the_clip_and_of_the_take():
    made = make_plan(asked((2, 3), variations=2), ABLE, 1, {"inpaint": GIVEN})
    rate = ABLE.sample_rate
    assert made.inpaint_spans == ((96_000, 192_000),)
    for take in made.takes:
        assert take.inpaint == GIVEN
        assert take.inpaint_spans == ((2 * rate, 4 * rate),)
        assert (take.frames, take.pre_roll_frames, take.parent) == (8 * rate, 0, "c1")
    exact = make_plan(asked((2, 3)), EXACT, 1, {"inpaint": GIVEN})
    assert exact.takes[0].inpaint_spans == exact.inpaint_spans


def test_a_clips_content_and_parts_decide_a_plan_and_its_name_does_not():
    first = make_plan(asked((2, 3)), ABLE, 1, {"inpaint": GIVEN})
    renamed = replace(GIVEN, name="y.wav", path="/elsewhere", clip="")
    assert make_plan(asked((2, 3)), ABLE, 1, {"inpaint": renamed}).plan_id == first.plan_id
    other = replace(GIVEN, sha256="b" * 64)
    assert make_plan(asked((2, 3)), ABLE, 1, {"inpaint": other}).plan_id != first.plan_id
    assert make_plan(asked((2, 4)), ABLE, 1, {"inpaint": GIVEN}).plan_id != first.plan_id
    without = make_plan(replace(asked((2, 3)), inpaint=None), ABLE, 1, {})
    assert b"inpaint" not in msgspec.json.encode(without)
    assert without.inpaint_spans is UNSET


def test_an_engine_without_it_names_the_field_and_a_short_window_the_bound():
    with pytest.raises(UnsupportedAbility) as refused:
        make_plan(asked((2, 3)), facts_of("mute"), 1, {"inpaint": GIVEN})
    assert refused.value.field == "inpaint"
    short = replace(ABLE, longest_seconds=7.5)
    with pytest.raises(InvalidRequest, match=r"lasts 8\.0 s") as long:
        make_plan(asked((2, 3)), short, 1, {"inpaint": GIVEN})
    assert "7.5 s" in long.value.bound
