"""A Plan of stems: where its bars come from, what its id holds, and what may be refused early."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.example_engines import facts_of
from tests.unit.library.test_store import CLIP

from tonekiln.protocol import Ability, InputAudio, Meter, Separate, bar_frames
from tonekiln.protocol.errors import InvalidRequest, OutOfMemory, UnsupportedAbility
from tonekilnd.domain import InputFile
from tonekilnd.planning import checks
from tonekilnd.planning.batching import batch_key
from tonekilnd.planning.separation import (
    Source,
    check_separates,
    refuse_separator,
    separation_plan,
    whole_bars,
)

FACTS = facts_of("htdemucs", abilities=frozenset({Ability.SEPARATE}), precision="fp32")
FILE = InputFile(path="/kept/ab.wav", sha256="ab", name="song.wav")
ASKED = Separate(source=InputAudio(path="/a/song.wav"))


def planned(asked: Separate = ASKED, **source):
    return separation_plan(
        asked, FACTS, Source(**{"file": FILE, "frames": 96_000, "sample_rate": 48_000} | source)
    )


@given(
    st.integers(1, 64),
    st.sampled_from(["4/4", "3/4", "7/8", "6/8", "5/2"]),
    st.decimals(20, 400, places=2),
    st.sampled_from([22_050, 44_100, 48_000, 96_000]),
)
def test_a_length_of_whole_bars_is_known_as_such(bars, meter, bpm, rate) -> None:
    frames = bar_frames(bars, Meter.parse(meter), bpm, rate)
    assert whole_bars(frames, rate, bpm, Meter.parse(meter)) == bars
    assert whole_bars(frames + 50, rate, bpm, Meter.parse(meter)) is None


def test_what_a_file_says_of_its_tempo_comes_before_what_is_asked() -> None:
    asked = replace(ASKED, bpm=Decimal(90))
    assert (planned(asked).bpm, planned(asked).bars) == (90, None)
    stated = planned(asked, stated=Decimal(120))
    assert (stated.bpm, stated.bars, stated.seconds) == (120, 1, None)
    untold = planned()
    assert (untold.bars, untold.seconds) == (None, 2.0)


def test_the_id_holds_what_decides_sound_and_record_and_not_where_files_lie() -> None:
    clip = replace(CLIP, bars=1, bpm=120.0, licence="CC0")
    moved = replace(FILE, path="/elsewhere/ab.wav")
    plans = [
        planned(),
        planned(clip=clip),
        planned(clip=replace(clip, clip_id="another")),
        planned(file=replace(FILE, sha256="cd")),
    ]
    assert len({plan.plan_id for plan in plans}) == len(plans)
    assert planned(file=moved).plan_id == plans[0].plan_id
    assert all(batch_key(plan, FACTS) is None for plan in plans)
    assert plans[1].parent.licence == "CC0"


def test_engines_are_asked_for_what_they_do() -> None:
    maker = facts_of("toy", abilities=frozenset(Ability) - {Ability.SEPARATE})
    check_separates(FACTS)
    refuse_separator(maker)
    for refuse, facts in ((check_separates, maker), (refuse_separator, FACTS)):
        with pytest.raises(UnsupportedAbility) as refused:
            refuse(facts)
        assert refused.value.field == "engine"
        assert refused.value.hint


def test_what_cannot_become_clips_is_refused(monkeypatch) -> None:
    for rate, seconds in product((8_000, 200_000), (1, 2)):
        with pytest.raises(InvalidRequest, match="samples a second"):
            planned(frames=rate * seconds, sample_rate=rate)
    monkeypatch.setattr(checks, "machine_bytes", lambda: 100_000_000)
    with pytest.raises(OutOfMemory, match="apart takes") as refused:
        planned(frames=48_000 * 60)
    assert refused.value.field == "source"
