"""MIDI as any DAW writes it, read; what cannot be read has its reason."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import mido
import pytest
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
from tests.unit.inputs.tunes_read import MELODY, on_the_grid, pitches, read, starts

from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.inputs.tune import MOST_NOTES

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
