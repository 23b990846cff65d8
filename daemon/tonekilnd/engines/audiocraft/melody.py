"""A melody to follow, from audio or from MIDI."""

from __future__ import annotations

from pathlib import Path

import mido
import numpy as np

from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import Audio, InputFile

from ..takes import read_audio

_PARTIALS = (1.0, 0.5, 0.25)
"""Amplitudes of a rendered note's partials: enough to sound pitched, too few to blur chroma."""
_FADE_SECONDS = 0.01
_DRUM_CHANNEL = 9


def melody_wave(melody: InputFile, sample_rate: int) -> Audio:
    """The melody as audio of shape (1, frames).

    The model hears a melody only as chroma, the energy of the twelve pitch classes over time,
    so plain tones carry a MIDI file's melody completely.

    Raises:
        InvalidRequest: the file cannot be read, or has no notes.
    """
    if Path(melody.path).suffix.lower() in {".mid", ".midi"} or _is_midi(melody.path):
        return rendered(melody.path, sample_rate)
    return read_audio(melody.path, sample_rate, 1, "melody")


def rendered(path: str, sample_rate: int) -> Audio:
    """A MIDI file's notes, drums left out, as plain tones in its own tempo."""
    try:
        notes = _notes(mido.MidiFile(path))
    except (OSError, EOFError, ValueError, KeyError, IndexError) as error:
        raise InvalidRequest(
            f"{Path(path).name} cannot be read as MIDI: {error}", field="melody"
        ) from error
    if not notes:
        raise InvalidRequest(f"{Path(path).name} holds no notes", field="melody")
    frames = round(max(end for _, _, end, _ in notes) * sample_rate) + 1
    out = np.zeros(frames, dtype=np.float64)
    for pitch, start, end, velocity in notes:
        first = round(start * sample_rate)
        tone = _tone(pitch, round(end * sample_rate) - first, sample_rate)
        out[first : first + len(tone)] += tone * velocity / 127
    peak = float(np.abs(out).max()) or 1.0
    return (out / peak * 0.5).astype(np.float32)[None]


def _notes(file: mido.MidiFile) -> list[tuple[int, float, float, int]]:
    """(pitch, start, end, velocity) of every melodic note, times in seconds."""
    now = 0.0
    sounding: dict[tuple[int, int], tuple[float, int]] = {}
    notes = []
    for message in file:
        now += message.time
        if message.type not in {"note_on", "note_off"} or message.channel == _DRUM_CHANNEL:
            continue
        key = (message.channel, message.note)
        if key in sounding:
            start, velocity = sounding.pop(key)
            notes.append((message.note, start, now, velocity))
        if message.type == "note_on" and message.velocity:
            sounding[key] = (now, message.velocity)
    notes += [(note, start, now, velocity) for (_, note), (start, velocity) in sounding.items()]
    return [note for note in notes if note[2] > note[1]]


def _tone(pitch: int, frames: int, sample_rate: int) -> np.ndarray:
    """Equal temperament, A4 (MIDI note 69) at 440 Hz."""
    frequency = 440.0 * 2.0 ** ((pitch - 69) / 12)
    phase = 2 * np.pi * frequency * np.arange(frames) / sample_rate
    tone = sum(
        (
            amplitude * np.sin(phase * partial)
            for partial, amplitude in enumerate(_PARTIALS, start=1)
            if frequency * partial < sample_rate / 2
        ),
        start=np.zeros(frames),
    )
    fade = min(round(_FADE_SECONDS * sample_rate), frames // 2)
    if fade:
        ramp = np.linspace(0.0, 1.0, fade)
        tone[:fade] *= ramp
        tone[-fade:] *= ramp[::-1]
    return np.asarray(tone)


def _is_midi(path: str) -> bool:
    try:
        with Path(path).open("rb") as file:
            return file.read(4) == b"MThd"
    except OSError:
        return False
