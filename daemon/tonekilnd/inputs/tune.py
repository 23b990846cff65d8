"""A MIDI file's tune: its melodic notes in quarter notes, and what is known of its bars."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

from tonekiln.protocol.errors import InvalidRequest

from .midi_chunks import MOST_BYTES, MidiFile, midi_file
from .midi_events import CutShort, Event, events
from .regular_file import open_to_read

MOST_NOTES = 50_000
_MOST_CHANGES = 20_000
"""Of tempo or meter in a track; more change nothing that can be heard."""
_DRUM_CHANNEL = 9
_MOST_BEATS = 64
_LEAST_TEMPO = 1_000
"""Microseconds a quarter note: a tempo of 0, or of 60 000 bpm and more, is none."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note; times in quarter notes from the file's start, or in seconds.

    Attributes:
        end: None for a note that is never let go.
        velocity: 1 to 127.
    """

    pitch: int
    start: Fraction
    end: Fraction | None
    velocity: int


@dataclass(frozen=True, slots=True)
class Signature:
    """From `start` on a bar has `beats` notes of 1/`unit`."""

    start: Fraction
    beats: int
    unit: int

    @property
    def quarters(self) -> Fraction:
        """Of one bar."""
        return Fraction(4 * self.beats, self.unit)


@dataclass(frozen=True, slots=True)
class Tune:
    """What a MIDI file plays.

    Attributes:
        notes: by their start; drums are left out.
        end: of the tracks that hold notes.
        signatures: the file's own, by their start.
        in_seconds: whether times are seconds: an SMPTE file that names no tempo.
        in_time_code: whether it has an SMPTE division at all.
        patterns: of a type 2 file: how many hold anything; else 0.
        cut_short: whether the file ends too early.
    """

    notes: tuple[Note, ...]
    end: Fraction
    signatures: tuple[Signature, ...] = ()
    in_seconds: bool = False
    in_time_code: bool = False
    patterns: int = 0
    cut_short: bool = False

    def outline(self) -> Tune:
        """A tune of the same bars with the few notes that decide them: little to remember."""
        ended = [note for note in self.notes if note.end is not None]
        held = [note for note in self.notes if note.end is None]
        deciding = {self.notes[0], self.notes[-1], *held[:1]}
        deciding |= {max(ended, key=lambda note: note.end or 0)} if ended else set()
        return replace(self, notes=tuple(sorted(deciding, key=lambda note: note.start)))


def read_tune(path: str | Path, name: str, field_name: str) -> Tune:
    """The tune of a file.

    Args:
        path: where it lies.
        name: what its owner calls it.
        field_name: of the request, that it was given in.

    Raises:
        InvalidRequest: it is no MIDI file, holds no notes but drums, or is too large.
        OSError: it cannot be opened.
    """
    with open_to_read(Path(path)) as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InvalidRequest(
            f"{name} is too large for a melody",
            field=field_name,
            bound=f"at most {MOST_BYTES} bytes",
            hint="export the one track that is to be followed",
        )
    return tune_of(midi_file(data, name, field_name), name, field_name)


@dataclass(slots=True)
class _Track:
    """What one track holds, in ticks."""

    notes: list[tuple[int, int, int | None, int]] = field(default_factory=list)
    """(start, pitch, end, velocity)"""
    tempi: list[tuple[int, int]] = field(default_factory=list)
    signatures: list[tuple[int, int, int]] = field(default_factory=list)
    end: int = 0
    drums: bool = False
    cut_short: bool = False


def tune_of(file: MidiFile, name: str, field_name: str) -> Tune:
    """The tune of a file that was cut into tracks.

    Raises:
        InvalidRequest: it holds no notes but drums, or too many.
    """
    tracks = []
    room = MOST_NOTES
    for raw in file.tracks:
        track = _track(raw, room)
        room -= len(track.notes)
        if room < 0:
            raise InvalidRequest(
                f"{name} holds too many notes for a melody",
                field=field_name,
                bound=f"at most {MOST_NOTES}",
                hint="export the one track that is to be followed",
            )
        tracks.append(track)
    cut_short = file.cut_short or any(track.cut_short for track in tracks)
    melodic = [track for track in tracks if track.notes]
    if not melodic:
        raise _without_notes(tracks, cut_short, name, field_name)
    if file.kind == 2:
        melodic = melodic[:1]
        told = melodic if melodic[0].signatures or melodic[0].tempi else [*tracks[:1], *melodic]
    else:
        told = tracks
    return _timed(file, melodic, told, cut_short)


def _without_notes(
    tracks: Sequence[_Track], cut_short: bool, name: str, field_name: str
) -> InvalidRequest:
    if any(track.drums for track in tracks):
        what, hint = "holds drums only (channel 10)", "a melody needs notes on another channel"
    elif cut_short:
        what, hint = "ends too early, before its first note", "export it again"
    else:
        what, hint = "holds no notes", "choose a clip that has some"
    return InvalidRequest(f"{name} {what}", field=field_name, hint=hint)


def _track(raw: bytes, most_notes: int) -> _Track:
    """Read one track; it stops once it has more notes than there may be."""
    track = _Track()
    sounding: dict[tuple[int, int], tuple[int, int]] = {}
    try:
        for tick, message in events(raw):
            track.end = max(track.end, tick)
            if message is not None:
                _take(track, sounding, tick, message)
            if len(track.notes) > most_notes:
                break
    except CutShort:
        track.cut_short = True
    for (_, pitch), (start, velocity) in sounding.items():
        track.notes.append((start, pitch, None, velocity))
    return track


def _take(
    track: _Track, sounding: dict[tuple[int, int], tuple[int, int]], tick: int, message: Event
) -> None:
    match message.type:
        case "set_tempo" if message.tempo >= _LEAST_TEMPO and len(track.tempi) < _MOST_CHANGES:
            track.tempi.append((tick, message.tempo))
        case "time_signature" if len(track.signatures) < _MOST_CHANGES:
            beats, unit = message.numerator, message.denominator
            if 1 <= beats <= _MOST_BEATS and 1 <= unit <= _MOST_BEATS:
                track.signatures.append((tick, beats, unit))
        case "note_on" | "note_off" if message.channel == _DRUM_CHANNEL:
            track.drums = True
        case "note_on" | "note_off":
            key = (message.channel, message.note)
            if key in sounding:
                start, velocity = sounding.pop(key)
                if tick > start:
                    track.notes.append((start, message.note, tick, velocity))
            if message.type == "note_on" and message.velocity:
                sounding[key] = (tick, message.velocity)


def _timed(
    file: MidiFile, melodic: Sequence[_Track], told: Sequence[_Track], cut_short: bool
) -> Tune:
    """The tune with its ticks turned into quarter notes, or into seconds."""
    tempi = sorted((t for track in told for t in track.tempi), key=lambda t: t[0])
    position = _position(file, tempi)
    # Of several at one place the last one counts, as for any reader that goes through the file.
    signatures = {tick: (beats, unit) for t in told for tick, beats, unit in t.signatures}
    notes = sorted((note for track in melodic for note in track.notes), key=lambda n: n[:2])
    return Tune(
        notes=tuple(
            Note(pitch, position(start), None if end is None else position(end), velocity)
            for start, pitch, end, velocity in notes
        ),
        end=position(max(track.end for track in melodic)),
        signatures=tuple(
            Signature(position(tick), beats, unit)
            for tick, (beats, unit) in sorted(signatures.items())
        ),
        in_seconds=file.ticks_per_second is not None and not tempi,
        in_time_code=file.ticks_per_second is not None,
        patterns=sum(1 for raw in file.tracks if raw) if file.kind == 2 else 0,
        cut_short=cut_short,
    )


def _position(file: MidiFile, tempi: Sequence[tuple[int, int]]) -> Callable[[int], Fraction]:
    """From ticks to quarter notes; to seconds where only those are known."""
    if file.ticks_per_second is None:
        return lambda tick: Fraction(tick, file.ticks_per_quarter)
    ticks, seconds = file.ticks_per_second
    if not tempi:
        return lambda tick: Fraction(tick * seconds, ticks)
    # Real time, turned into beats by the tempo that holds there; the first holds before it too.
    starts = [0, *(tick for tick, _ in tempi[1:])]
    paces = [Fraction(1_000_000 * seconds, tempo * ticks) for _, tempo in tempi]
    before = [Fraction(0)]
    for (here, there), pace in zip(pairwise(starts), paces, strict=False):
        before.append(before[-1] + (there - here) * pace)

    def quarters(tick: int) -> Fraction:
        place = bisect_right(starts, tick) - 1
        return before[place] + (tick - starts[place]) * paces[place]

    return quarters
