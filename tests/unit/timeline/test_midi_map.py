from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path

import mido
import pytest
from hypothesis import given, settings
from tests.unit.timeline.clips import clip_of, clip_sets

from tonekiln.timeline.arrangement import arrange
from tonekiln.timeline.midi_map import write_midi_map


def events(path: Path) -> list[tuple[int, mido.MetaMessage]]:
    now, found = 0, []
    for message in mido.MidiFile(path).tracks[0]:
        now += message.time
        found.append((now, message))
    return found


@settings(deadline=None)
@given(clip_sets)
def test_what_is_read_back_is_the_map(clips) -> None:
    arrangement = arrange(clips)
    with tempfile.TemporaryDirectory() as folder:
        write_midi_map(Path(folder) / "map.mid", arrangement)
        found = events(Path(folder) / "map.mid")
    tempo_map = arrangement.tempo_map
    tempos = [(tick, m.tempo) for tick, m in found if m.type == "set_tempo"]
    assert [tick for tick, _ in tempos] == [t.quarters * 960 for t in tempo_map.tempos]
    for (_, micros), change in zip(tempos, tempo_map.tempos, strict=True):
        assert abs(micros - Fraction(60_000_000) / Fraction(change.bpm)) <= Fraction(1, 2)
    meters = [(tick, m.numerator, m.denominator) for tick, m in found if m.type == "time_signature"]
    assert meters == [
        (tempo_map.quarters_at_bar(c.bar) * 960, c.meter.numerator, c.meter.denominator)
        for c in tempo_map.meters
    ]
    assert found[-1] == (
        arrangement.end * 960,
        mido.MetaMessage("end_of_track", time=found[-1][1].time),
    )


def test_nothing_is_left_where_it_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "map.mid").mkdir()
    with pytest.raises(OSError, match="map"):
        write_midi_map(tmp_path / "map.mid", arrange([clip_of(tmp_path / "a.wav")]))
    assert [path.name for path in tmp_path.iterdir()] == ["map.mid"]
