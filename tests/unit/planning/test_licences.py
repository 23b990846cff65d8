"""A clip that is built on a stricter one says so."""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace
from tests.example_engines import facts_of

from tonekiln.protocol import Ability, BarSpan, Generate, Inpaint
from tonekiln.protocol.publish.examples.library import CLIP
from tonekilnd.domain import InputFile
from tonekilnd.planning.licences import known_as, stricter_licences, with_what_stays
from tonekilnd.planning.plan import make_plan

FREE = replace(CLIP, clip_id="a", non_commercial=False)
STRICT = replace(
    CLIP, clip_id="b", name="hum", engine="e", non_commercial=True, licence="CC-BY-NC 4.0"
)


def test_what_forbids_more_than_the_engine_is_named() -> None:
    free = facts_of("toy", non_commercial=False)
    assert list(stricter_licences([FREE, STRICT], free)) == [
        "built on hum, made by e, whose licence (CC-BY-NC 4.0) does not allow commercial use"
    ]


def test_an_engine_that_forbids_it_itself_says_so_already() -> None:
    assert not list(stricter_licences([FREE, STRICT], facts_of("toy", non_commercial=True)))


def test_a_clip_carries_the_terms_of_the_clip_that_stays_outside_its_parts() -> None:
    facts = facts_of("toy", abilities=frozenset({Ability.INPAINT}), non_commercial=False)
    spans = (BarSpan(from_=1, to=2),)
    request = Generate(bpm=Decimal(120), bars=2, inpaint=Inpaint(clip="b", spans=spans))
    file = InputFile(path="/x", sha256="a" * 64, name="hum.wav")
    strict = make_plan(request, facts, 1, {"inpaint": known_as(file, STRICT)})
    terms = ("MIT; hum.wav: CC-BY-NC 4.0", True)
    assert with_what_stays(strict, "MIT", non_commercial=False) == terms
    alike = make_plan(request, facts, 1, {"inpaint": known_as(file, replace(FREE, licence="MIT"))})
    assert with_what_stays(alike, "MIT", non_commercial=False) == ("MIT", False)
    assert alike.plan_id == strict.plan_id  # terms decide no sample
