"""MIDI as any DAW opens it: in beats, on the clip's tempo, from the bar of its first note."""

from __future__ import annotations

import io
import struct
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import mido
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.foreign_files import (
    SCALE,
    chunk,
    header,
    meta,
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

from tonekiln.protocol import Meter
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.inputs.laying import LaidTune, laid
from tonekilnd.inputs.tune import MOST_NOTES, Tune, read_tune

FOUR, BPM = Meter(4, 4), Decimal(84)


def read(tmp_path: Path, content: bytes) -> Tune:
    (tmp_path / "x.mid").write_bytes(content)
    return read_tune(tmp_path / "x.mid", "x.mid", "melody")


def pitches(tune: Tune) -> list[int]:
    return [note.pitch for note in tune.notes]


def on_the_grid(tune: Tune, bpm: Decimal = BPM, meter: Meter = FOUR) -> LaidTune:
    return laid(tune, bpm, meter)


def starts(laid_tune: LaidTune) -> list[float]:
    return [float(note.start) for note in laid_tune.notes]


MELODY = notes(SCALE)
BODY = header() + track(MELODY)
RUNNING = b"\x00\x90\x3c\x64" + b"".join(
    varied(480) + bytes((before, 0)) + b"\x00" + bytes((after, 100))
    for before, after in zip(SCALE, (*SCALE[1:], 72), strict=True)
)
RUNNING_PITCHES = [*SCALE, 72]

SAME_TUNE = {
    "type 0": BODY,
    "type 1": header(1, 2) + track(tempo(500_000)) + track(MELODY),
    "type 1, one track": header(1, 1) + track(MELODY),
    "a type nobody knows": header(7, 1) + track(MELODY),
    "no end of track": header() + track(MELODY, end=None),
    "junk after the end": header() + track(MELODY, b"\x00\xff\x2f\x00", b"\x80\x81\xff\xff"),
    "junk after the track": BODY + b"\x00\x01junk",
    "RIFF around it": b"RIFF" + struct.pack("<I", 4) + b"RMID" + chunk(b"data", BODY),
    "a MacBinary header": bytes(128) + BODY,
    "unknown chunks": header() + b"XFIH\0\0\0\2ab" + track(MELODY),
    "an unknown chunk between": header(1, 2)
    + track()
    + b"Yama"
    + struct.pack(">I", 5)
    + b"hello"
    + track(MELODY),
    "bytes between chunks": header(1, 2) + track() + b"\0\0\0" + track(MELODY),
    "a longer header": b"MThd" + struct.pack(">IHHH", 8, 0, 1, 480) + b"\0\0" + track(MELODY),
    "more tracks than it says": header(1, 1) + track() + track(MELODY),
    "fewer tracks than it says": header(1, 65535) + track(MELODY),
    "a track's length too large": header() + track(MELODY, claimed=2**31),
    "a first track's length too large": header(1, 2)
    + track(tempo(500_000), claimed=9999)
    + track(MELODY),
    "nine sharps": header() + track(meta(0x59, b"\x09\x00"), MELODY),
    "a key signature of no bytes": header() + track(meta(0x59, b""), MELODY),
    "a meter over 2^255": header() + track(meter(4, 255), MELODY),
    "a meter of no beats": header() + track(meter(0, 2), MELODY),
    "a meter of two bytes": header() + track(meta(0x58, b"\x04\x02"), MELODY),
    "tempo 0": header() + track(tempo(0), MELODY),
    "a tempo of one byte": header() + track(meta(0x51, b"\x07"), MELODY),
    "tempo changes": header()
    + track(tempo(300_000), notes(SCALE[:4]), tempo(900_000), notes(SCALE[4:])),
    "an unknown meta event": header() + track(meta(0x7E, b"abc"), MELODY),
    "a sequencer's own": header() + track(meta(0x7F, b"\x00\x00\x41"), MELODY),
    "text that is no text": header() + track(meta(0x03, b"\xff\xfe\x80"), MELODY),
    "SysEx": header() + track(b"\x00\xf0\x05\x7e\x7f\x09\x01\xf7", MELODY),
    "SysEx in parts": header() + track(b"\x00\xf0\x02\x7e\x7f\x00\xf7\x02\x09\xf7", MELODY),
    "a real-time byte": header() + track(b"\x00\xf8", MELODY),
    "other controllers": header() + track(b"\x00\xb0\x07\x64\x00\xe0\x00\x40\x00\xc0\x05", MELODY),
    "a deltas' fourth byte goes on": header() + track(MELODY, b"\xff\xff\xff\xff\xff\xff"),
}


class TestReading:
    @pytest.mark.parametrize("name", SAME_TUNE)
    def test_every_file_of_this_tune_is_the_same_tune(self, tmp_path: Path, name: str) -> None:
        tune = read(tmp_path, SAME_TUNE[name])
        assert pitches(tune) == list(SCALE)
        assert starts(on_the_grid(tune)) == [0, 1, 2, 3, 4, 5, 6, 7]
        assert on_the_grid(tune).bars == 2

    @pytest.mark.parametrize("before", [b"", meta(0x01, b"hello")])
    def test_running_status_is_followed(self, tmp_path: Path, before: bytes) -> None:
        first, rest = RUNNING[:4], RUNNING[4:]
        tune = read(tmp_path, header() + track(first, before, rest))
        assert pitches(tune)[:8] == RUNNING_PITCHES[:8]

    def test_running_status_before_any_status_is_a_notes(self, tmp_path: Path) -> None:
        body = b"\x00" + RUNNING[2:]
        assert pitches(read(tmp_path, header() + track(body)))[:8] == RUNNING_PITCHES[:8]

    def test_data_bytes_above_127_are_127(self, tmp_path: Path) -> None:
        tune = read(tmp_path, header() + track(b"\x00\x90\x3c\xc8", off(60)))
        assert [(n.pitch, n.velocity) for n in tune.notes] == [(60, 127)]

    def test_of_patterns_the_first_with_notes_is_followed(self, tmp_path: Path) -> None:
        tune = read(tmp_path, header(2, 3) + track() + track(MELODY) + track(notes([40])))
        assert pitches(tune) == list(SCALE)
        assert tune.patterns == 3

    def test_drums_are_left_out(self, tmp_path: Path) -> None:
        drums = notes([36, 38], channel=9)
        assert pitches(read(tmp_path, header(1, 2) + track(drums) + track(MELODY))) == list(SCALE)

    def test_of_a_file_cut_off_what_is_whole_is_read(self, tmp_path: Path) -> None:
        for length in range(31, len(BODY)):
            tune = read(tmp_path, BODY[:length])
            assert tune.cut_short
            assert pitches(tune) == list(SCALE)[: len(tune.notes)]

    def test_mido_reads_them_alike(self, tmp_path: Path) -> None:
        file = io.BytesIO()
        lines = mido.MidiFile(ticks_per_beat=960)
        for pitch in (60, 64):
            line = lines.add_track()
            for _ in range(3):
                line.append(mido.Message("note_on", note=pitch, velocity=90, time=120))
                line.append(mido.Message("note_on", note=pitch, velocity=0, time=360))
        lines.save(file=file)
        tune = read(tmp_path, file.getvalue())
        assert [(n.pitch, n.start, n.end) for n in tune.notes] == sorted(
            (
                (pitch, Fraction(120 + 480 * i, 960), Fraction(480 * (i + 1), 960))
                for pitch in (60, 64)
                for i in range(3)
            ),
            key=lambda n: (n[1], n[0]),
        )


class TestRefusing:
    @pytest.mark.parametrize(
        ("content", "says"),
        [
            (b"", "x.mid is empty"),
            (b"MTrk" + bytes(20), "x.mid cannot be read as MIDI: it has no header"),
            (b"MThd", "x.mid cannot be read as MIDI: it ends too early, in its header"),
            (header(), "x.mid cannot be read as MIDI: it ends before its first track"),
            (tune(division=0), "x.mid cannot be read as MIDI: its division is 0 ticks"),
            (tune(division=smpte(25, 0)), "0 ticks in 25 frames a second, no SMPTE time"),
            (tune(division=smpte(77, 4)), "4 ticks in 77 frames a second, no SMPTE time"),
            (header() + track(), "x.mid holds no notes"),
            (header() + track(on(60), off(60, 0)), "x.mid holds no notes"),
            (header() + track(notes(SCALE, channel=9)), r"x.mid holds drums only \(channel 10\)"),
            (BODY[:24], "x.mid ends too early, before its first note"),
            (b"MThd" + bytes(5 * 2**20), "x.mid is too large for a melody"),
            (header(1, 2000) + 2000 * track(), "x.mid has 1025 tracks"),
            (
                header() + track((on(60, 1) + off(60, 1)) * (MOST_NOTES + 2)),
                "x.mid holds too many notes",
            ),
        ],
    )
    def test_each_has_a_reason_of_its_own(self, tmp_path: Path, content: bytes, says: str) -> None:
        with pytest.raises(InvalidRequest, match=says) as refused:
            read(tmp_path, content)
        assert refused.value.field == "melody"
        assert not refused.value.message.endswith(": ")


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
