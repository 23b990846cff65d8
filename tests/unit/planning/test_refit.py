"""A clip at another tempo is bounded as any other: also one that was refitted before."""

from __future__ import annotations

from decimal import Decimal

import pytest
from msgspec.structs import replace
from tests.example_engines import facts_of
from tests.unit.library.test_store import CLIP

from tonekiln.protocol import Ability, Generate, Refit
from tonekiln.protocol.errors import InvalidRequest, OutOfMemory
from tonekilnd.planning import checks
from tonekilnd.planning.plan import make_plan
from tonekilnd.planning.refit import refit_plan

FACTS = facts_of("toy", abilities=frozenset({Ability.STEMS}))


def planned(**asked):
    return make_plan(Generate(**{"bpm": Decimal(120), "bars": 1, **asked}), FACTS, 1, {})


@pytest.mark.parametrize(
    ("bars", "bpm", "rate", "field"),
    [(64, 25, 48_000, "bars"), (64, 20, 192_000, "bars"), (40, 20, 192_000, "bars")],
)
def test_a_refit_is_no_longer_than_a_clip_may_be(bars, bpm, rate, field) -> None:
    plan = planned(bars=bars, bpm=Decimal(bpm) * Decimal("1.7"))
    clip = replace(CLIP, bars=bars, bpm=float(bpm) * 1.7, sample_rate=48_000)
    asked = Refit(clip_id=clip.clip_id, bpm=Decimal(bpm), sample_rate=rate)
    seconds = bars * 4 * 60 / bpm
    if seconds <= 600:
        assert refit_plan(asked, clip, plan).frames == round(seconds * rate)
        return
    with pytest.raises(InvalidRequest, match="bars at") as refused:
        refit_plan(asked, clip, plan)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"variations": 8, "sample_rate": 192_000}, "variations"),
        ({"stems": True, "sample_rate": 192_000}, "stems"),
        ({"sample_rate": 192_000}, "seconds"),
    ],
)
def test_what_does_not_fit_into_memory_together_is_refused_when_it_is_asked(
    asked, field, monkeypatch
) -> None:
    monkeypatch.setattr(checks, "machine_bytes", lambda: 1_000_000_000)
    with pytest.raises(OutOfMemory, match="while they are made") as refused:
        checks.check_request(Generate(bpm=Decimal(120), seconds=600.0, **asked))
    assert refused.value.field == field
    checks.check_request(Generate(bpm=Decimal(120), seconds=20.0, **asked))
