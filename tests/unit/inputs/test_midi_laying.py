"""MIDI laid on the clip's tempo, in whole bars from that of its first note."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foreign_files import (
    SCALE,
    header,
    meter,
    notes,
    off,
    on,
    smpte,
    tempo,
    track,
    tune,
    varied,
)
from tests.unit.inputs.tunes_read import MELODY, on_the_grid, read, starts

from tonekiln.protocol import Meter
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.inputs.tune import read_tune
from tonekilnd.inputs.tune_in_bars import laid


class TestLaying:
    def test_it_is_in_beats_whatever_its_own_tempo(self, tmp_path: Path) -> None:
        for own in ((), (tempo(500_000),), (tempo(1_500_000),)):
            assert starts(on_the_grid(read(tmp_path, tune(*own)))) == list(range(8))

    def test_leading_bars_are_left_out(self, tmp_path: Path) -> None:
        laid_tune = on_the_grid(read(tmp_path, tune(first=32 * 4 * 480)))
        assert (laid_tune.first_bar, laid_tune.bars) == (33, 2)
        assert starts(laid_tune) == list(range(8))

    def test_an_upbeat_stays_in_its_bar(self, tmp_path: Path) -> None:
        laid_tune = on_the_grid(read(tmp_path, tune(first=(8 * 4 + 3) * 480)))
        assert laid_tune.first_bar == 9
        assert starts(laid_tune) == [3, 4, 5, 6, 7, 8, 9, 10]
        assert laid_tune.bars == 3

    def test_a_note_played_a_little_early_belongs_to_its_bar(self, tmp_path: Path) -> None:
        laid_tune = on_the_grid(read(tmp_path, tune(first=8 * 4 * 480 - 20)))
        assert laid_tune.first_bar == 9
        assert laid_tune.notes[0].start == 0
        assert laid_tune.bars == 2

    def test_a_note_that_hangs_over_begins_no_bar(self, tmp_path: Path) -> None:
        body = header() + track(notes(SCALE[:7]), on(72), off(72, 500))
        laid_tune = on_the_grid(read(tmp_path, body))
        assert laid_tune.bars == 2
        assert laid_tune.notes[-1].end == 8

    def test_bars_are_the_files_own_before_the_tune(self, tmp_path: Path) -> None:
        body = header() + track(meter(3, 2), notes(SCALE, first=5 * 3 * 480))
        laid_tune = on_the_grid(read(tmp_path, body))
        assert (laid_tune.first_bar, laid_tune.own_meter) == (6, "3/4")
        assert starts(laid_tune) == list(range(8))
        changed = header() + track(meter(7, 3), meter(4, 2, 2 * 1680), notes(SCALE, first=2 * 1920))
        laid_tune = on_the_grid(read(tmp_path, changed))
        assert (laid_tune.first_bar, laid_tune.own_meter) == (5, "4/4")

    def test_without_its_own_they_are_the_clips(self, tmp_path: Path) -> None:
        one = read(tmp_path, tune(first=14 * 480))
        assert on_the_grid(one, meter=Meter(7, 8)).first_bar == 5
        assert on_the_grid(one, meter=Meter(7, 8)).bars == 3

    def test_a_clip_that_ends_with_silence_keeps_its_length(self, tmp_path: Path) -> None:
        for bars, end in ((4, 16 * 480), (2, 13 * 480), (2, 4000 * 480)):
            rest = varied(end - 8 * 480) + b"\xff\x2f\x00"
            body = header() + track(MELODY, end=rest)
            assert on_the_grid(read(tmp_path, body)).bars == bars

    def test_a_note_that_never_ends_is_held_to_the_last_bar(self, tmp_path: Path) -> None:
        hour = varied(7200 * 480) + b"\xff\x2f\x00"
        laid_tune = on_the_grid(read(tmp_path, header() + track(MELODY, on(48), end=hour)))
        assert laid_tune.held
        assert laid_tune.bars == 3
        assert laid_tune.notes[-1].end == 12
        alone = on_the_grid(read(tmp_path, header() + track(on(48))))
        assert (alone.bars, alone.notes[0].end) == (1, 4)

    def test_times_in_seconds_keep_their_times_without_a_tempo(self, tmp_path: Path) -> None:
        one = read(tmp_path, header(division=smpte(25, 40)) + track(notes(SCALE, 500)))
        assert one.in_seconds
        for bpm in (60, 120):
            laid_tune = on_the_grid(one, Decimal(bpm))
            assert starts(laid_tune) == [i * bpm / 120 for i in range(8)]

    def test_drop_frame_time_code_is_exact(self, tmp_path: Path) -> None:
        one = read(tmp_path, header(division=smpte(29, 100)) + track(notes([60], 3000)))
        assert one.notes[0].end == Fraction(1001, 1000)

    def test_times_in_seconds_are_beats_of_the_files_own_tempo(self, tmp_path: Path) -> None:
        body = track(tempo(500_000), notes(SCALE[:4], 500), tempo(250_000), notes(SCALE[4:], 250))
        one = read(tmp_path, header(division=smpte(25, 40)) + body)
        assert not one.in_seconds
        assert one.in_time_code
        assert starts(on_the_grid(one)) == list(range(8))

    def test_nothing_is_longer_than_600_s(self, tmp_path: Path) -> None:
        far = header() + track(notes([60]), notes([62], first=2**27 - 1))
        laid_tune = on_the_grid(read(tmp_path, far))
        assert laid_tune.bars == 210
        assert laid_tune.all_bars > 60_000
        assert [note.pitch for note in laid_tune.notes] == [60]

    def test_one_pitch_sounds_once_at_a_time(self, tmp_path: Path) -> None:
        second = track(on(60, 240, channel=3), off(60, 1000, channel=3))
        both = header(1, 2) + track(on(60), off(60, 480)) + second
        laid_tune = on_the_grid(read(tmp_path, both))
        spans = [(n.start, n.end) for n in laid_tune.notes]
        assert spans == [(0, Fraction(1, 2)), (Fraction(1, 2), Fraction(1240, 480))]


def test_a_short_first_note_just_before_the_line_is_not_lost(tmp_path: Path) -> None:
    path = tmp_path / "early.mid"
    early = meter(1, 4) + on(60, 51) + off(60, 1) + on(62, 8) + off(62, 6)
    path.write_bytes(header(division=24) + track(early))
    one = laid(read_tune(path, "early.mid", "melody"), Decimal(120), Meter(4, 4))
    assert [(n.pitch, n.start, n.end) for n in one.notes] == [
        (60, Fraction(0), Fraction(1, 24)),
        (62, Fraction(1, 4), Fraction(1, 2)),
    ]


@st.composite
def tunes(draw: st.DrawFn) -> bytes:
    events = b""
    if draw(st.booleans()):
        events += meter(draw(st.integers(1, 15)), draw(st.integers(1, 4)))
    for _ in range(draw(st.integers(1, 12))):
        pitch, channel = draw(st.integers(0, 127)), draw(st.integers(0, 8))
        events += on(pitch, draw(st.integers(0, 5000)), channel)
        events += off(pitch, draw(st.integers(1, 3000)), channel) if draw(st.booleans()) else b""
    return header(division=draw(st.sampled_from([24, 96, 480, 960]))) + track(events)


@given(
    content=tunes(),
    bpm=st.decimals(20, 400, places=3),
    beats=st.integers(1, 32),
    unit=st.sampled_from([2, 4, 8, 16]),
    most=st.none() | st.integers(1, 8),
)
def test_whatever_is_laid_lies_within_whole_bars_and_begins_in_the_first(
    tmp_path_factory: pytest.TempPathFactory,
    content: bytes,
    bpm: Decimal,
    beats: int,
    unit: int,
    most: int | None,
) -> None:
    path = tmp_path_factory.getbasetemp() / "drawn.mid"
    path.write_bytes(content)
    try:
        tune = read_tune(path, "drawn.mid", "melody")
    except InvalidRequest:
        return
    meter = Meter(beats, unit)
    one = laid(tune, bpm, meter, most)
    bar = Fraction(4 * beats, unit)
    assert 1 <= one.bars <= max(1, 10 * Fraction(bpm) / bar)
    assert most is None or one.bars <= most
    assert all(0 <= n.start < n.end <= one.bars * bar for n in one.notes)
    own = bar if one.own_meter is None else Fraction(4 * tune.signatures[0].beats)
    own = own if one.own_meter is None else own / tune.signatures[0].unit
    assert not one.notes or one.notes[0].start < own
    outlined = laid(tune.outline(), bpm, meter, most)
    assert (outlined.bars, outlined.first_bar) == (one.bars, one.first_bar)
    assert (outlined.held, outlined.all_bars) == (one.held, one.all_bars)
    for pitch in range(128):
        line = [n for n in one.notes if n.pitch == pitch]
        assert all(a.end <= b.start for a, b in pairwise(line))
