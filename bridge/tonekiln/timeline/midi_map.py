"""A `.mid` with nothing but a session's tempo, meter and markers: any DAW's tempo track reads it.

A MIDI file holds tempo as whole microseconds per quarter note (Standard MIDI Files 1.0), which is
exact for few tempi: 127.37 BPM becomes 127.369876. Over 100 bars of 4/4 that is 0.18 ms. Where the
sample matters, set the tempo by hand, or use DAWproject.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import mido

from tonekiln.platform import open_files

from .arrangement import Arrangement

_TICKS = 960
_MICRO = 10**6


def write_midi_map(target: Path, arrangement: Arrangement) -> None:
    """Write the tempo map as a type 1 file with one track.

    Raises:
        OSError: the target cannot be written.
    """
    track = mido.MidiTrack()
    now = 0
    for tick, message in sorted(_events(arrangement), key=lambda event: event[0]):
        track.append(message.copy(time=tick - now))
        now = tick
    track.append(mido.MetaMessage("end_of_track", time=max(0, _tick(arrangement.end) - now)))
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        mido.MidiFile(type=1, ticks_per_beat=_TICKS, tracks=[track]).save(part)
        open_files.replace(part, target)
    finally:
        open_files.discard(part)


def _events(arrangement: Arrangement) -> Iterator[tuple[int, mido.MetaMessage]]:
    tempo_map = arrangement.tempo_map
    for change in tempo_map.meters:
        yield (
            _tick(tempo_map.quarters_at_bar(change.bar)),
            mido.MetaMessage(
                "time_signature",
                numerator=change.meter.numerator,
                denominator=change.meter.denominator,
            ),
        )
    for tempo in tempo_map.tempos:
        micros = _half_up(Fraction(60 * _MICRO) / Fraction(tempo.bpm))
        yield _tick(tempo.quarters), mido.MetaMessage("set_tempo", tempo=micros)
    for marker in arrangement.markers:
        yield _tick(marker.quarters), mido.MetaMessage("marker", text=_latin(marker.name))


def _tick(quarters: Fraction) -> int:
    return _half_up(quarters * _TICKS)


def _half_up(value: Fraction) -> int:
    return (value + Fraction(1, 2)) // 1


def _latin(text: str) -> str:
    """MIDI text is Latin-1 by mido's and most DAWs' reading."""
    return text.encode("latin-1", "replace").decode("latin-1")
