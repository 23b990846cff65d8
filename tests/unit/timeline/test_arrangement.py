from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from tests.unit.timeline.clips import clip_of, clip_sets

from tonekiln.timeline.arrangement import arrange

ANY = Path("/clips/any.wav")


@settings(deadline=None)
@given(clip_sets)
def test_every_clip_plays_at_its_own_tempo_and_meter(clips) -> None:
    arrangement = arrange(clips)
    tempo_map = arrangement.tempo_map
    for laid in arrangement.clips:
        tempos = [t for t in tempo_map.tempos if t.quarters <= laid.quarters]
        assert tempos[-1].bpm == Decimal(f"{laid.clip.bpm:.6f}")
        assert str(tempo_map.meter_at_bar(laid.bar)) == laid.clip.meter
        later = [t for t in tempo_map.tempos if t.quarters > laid.quarters]
        assert all(t.quarters >= laid.quarters + laid.length for t in later)
        assert laid.quarters + laid.length <= arrangement.end


def test_neighbours_of_one_tempo_are_stacked_and_others_follow() -> None:
    drums = clip_of(ANY, clip_id="a", bars=4)
    bass = clip_of(ANY, clip_id="b", bars=8)
    waltz = clip_of(ANY, clip_id="c", bars=2, bpm=90.5, meter="3/4")
    arrangement = arrange([drums, bass, waltz])
    assert [(laid.bar, laid.quarters) for laid in arrangement.clips] == [(1, 0), (1, 0), (9, 32)]
    assert [marker.name for marker in arrangement.markers] == ["120 bpm, 4/4", "90.5 bpm, 3/4"]
    assert arrangement.end == 38


def test_a_one_shot_takes_the_bars_it_rings() -> None:
    boom = clip_of(ANY, clip_id="a", bars=None, one_shot=True, frames=48_000 * 5)
    after = clip_of(ANY, clip_id="b", bpm=60.0)
    assert [laid.bar for laid in arrange([boom, after]).clips] == [1, 4]


def test_no_clips_make_no_session() -> None:
    with pytest.raises(ValueError, match="there must be a clip"):
        arrange([])
