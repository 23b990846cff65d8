"""A melody to follow, from audio or from MIDI."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from tonekiln.protocol import Meter, bar_frames
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import Audio, InputFile, TakeSpec
from tonekilnd.inputs.audio import read_audio
from tonekilnd.inputs.sources import is_midi
from tonekilnd.inputs.tune import read_tune
from tonekilnd.inputs.tune_in_bars import LaidTune, laid

_PARTIALS = (1.0, 0.5, 0.25)
"""Amplitudes of a rendered note's partials: enough to sound pitched, too few to blur chroma."""
_FADE_SECONDS = 0.01
_PEAK = 0.5
_BLOCK_FRAMES = 2**16


def melody_wave(
    melody: InputFile,
    sample_rate: int,
    *,
    bpm: Decimal,
    meter: Meter,
    most_bars: int | None = None,
) -> Audio:
    """The melody as audio of shape (1, frames); frame 0 is a downbeat.

    The model hears a melody only as chroma, the energy of the twelve pitch classes over time,
    so plain tones carry a MIDI file's melody completely. MIDI is laid on the grid
    (`tonekilnd.inputs.tune_in_bars`) and whole bars long, exactly; audio is the file as it is.

    Args:
        melody: the file.
        sample_rate: of the model.
        bpm: the clip's tempo.
        meter: the clip's.
        most_bars: of MIDI, what comes after so many is not rendered.

    Raises:
        InvalidRequest: the file cannot be read, or has no notes.
    """
    try:
        midi = is_midi(melody.path)
    except OSError as error:
        raise InvalidRequest(
            f"{melody.shown} cannot be read: {error.strerror}", field="melody"
        ) from error
    if not midi:
        return read_audio(melody, sample_rate, 1, "melody")
    tune = laid(read_tune(melody.path, melody.shown, "melody"), bpm, meter, most_bars)
    return rendered(tune, sample_rate, bpm, meter)


def bars_heard(spec: TakeSpec) -> int:
    """How many bars of a melody a take can hear: what comes after them is never rendered."""
    one = bar_frames(1, spec.time_signature, spec.bpm, spec.sample_rate)
    return spec.bars or ceil(spec.frames / one)


def rendered(tune: LaidTune, sample_rate: int, bpm: Decimal, meter: Meter) -> Audio:
    """A laid tune as plain tones, of shape (1, frames)."""
    frames_a_quarter = 60 * sample_rate / Fraction(bpm)
    out = np.zeros(bar_frames(tune.bars, meter, bpm, sample_rate), dtype=np.float32)
    for note in tune.notes:
        first = floor(note.start * frames_a_quarter + Fraction(1, 2))
        last = min(len(out), floor(note.end * frames_a_quarter + Fraction(1, 2)))
        _add_tone(out[first:last], note.pitch, note.velocity / 127, sample_rate)
    peak = float(np.abs(out).max(initial=0.0)) or 1.0
    out *= np.float32(_PEAK / peak)
    return out[None]


def _add_tone(out: NDArray[np.float32], pitch: int, level: float, sample_rate: int) -> None:
    """Add a tone over all of `out`: equal temperament, A4 (MIDI note 69) at 440 Hz."""
    frequency = 440.0 * 2.0 ** ((pitch - 69) / 12)
    fade = min(round(_FADE_SECONDS * sample_rate), len(out) // 2)
    for start in range(0, len(out), _BLOCK_FRAMES):
        part = out[start : start + _BLOCK_FRAMES]
        frames = np.arange(start, start + len(part))
        phase = 2 * np.pi * frequency * frames / sample_rate
        tone = np.zeros(len(part))
        for partial, amplitude in enumerate(_PARTIALS, start=1):
            if frequency * partial < sample_rate / 2:
                tone += amplitude * np.sin(phase * partial)
        if fade:
            edge = np.minimum(frames, len(out) - 1 - frames)
            tone *= np.minimum(1.0, edge / fade)
        part += (level * tone).astype(np.float32)
