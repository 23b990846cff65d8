"""A subtractive voice: oscillators, a filter with an envelope, an amplifier, drive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

from .envelopes import PLAIN, Adsr, decay, half_cosine, seconds_axis
from .filters import lowpass
from .noise import band
from .tables import harmonic_count, phase_of, play, table
from .tone import Tone
from .waves import Wave, harmonics

_ROWS_AN_OCTAVE = 6
"""Filter positions stored in each octave: a resonance of Q 8 is a sixth of an octave wide."""

_GOLDEN = 0.618034
"""Steps of this fraction spread start phases evenly, whatever the number of voices."""

_KEY_CENTRE_HZ = 261.63
"""Middle C: where key tracking neither opens nor closes the filter."""


@dataclass(frozen=True, slots=True)
class Subtractive:
    """The parameters of a voice.

    Attributes:
        wave: the oscillators' waveform.
        sub: level of a clean sine at the pitch itself, which the filter leaves alone.
        cutoff: where the filter rests, Hz at middle C.
        track: how far the filter follows the key, octaves per octave.
        sweep: octaves the envelope opens the filter above its rest, at full velocity.
        swell: seconds until it is open.
        fall: seconds until it has closed again.
        q: resonance.
        amp: loudness over time.
        voices: oscillators in unison.
        detune: cents between the outermost of them.
        drive: 0 for clean; higher drives a soft saturation.
        vibrato: depth in cents; it sets in after a quarter of a second.
        glide: semitones that the pitch starts below, sliding up in `glide_seconds`.
        punch: level of an attack transient one octave up, a finger or a hammer.
        breath: level of the wind in a pipe.
    """

    wave: Wave = Wave.SAW
    sub: float = 0.0
    cutoff: float = 1200.0
    track: float = 0.5
    sweep: float = 2.0
    swell: float = 0.002
    fall: float = 0.5
    q: float = 0.8
    amp: Adsr = PLAIN
    voices: int = 1
    detune: float = 12.0
    drive: float = 0.0
    vibrato: float = 0.0
    glide: float = 0.0
    glide_seconds: float = 0.06
    punch: float = 0.0
    breath: float = 0.0

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (1 or 2, frames): stereo with more than one voice."""
        frames = self.amp.frames(tone.frames, rate)
        row, rows = self._filter_path(frames, rate, tone.velocity)
        source = table(self._rows(tone.hz, rate, rows))
        pitch = self._pitch(tone.hz, frames, rate)
        sides = [np.zeros(frames, np.float32) for _ in range(2 if self.voices > 1 else 1)]
        for voice in range(self.voices):
            ratio = 2 ** (self._spread(voice) * self.detune / 2400)
            phase = phase_of(pitch * ratio, frames, rate, (voice * _GOLDEN) % 1.0)
            sides[voice % len(sides)] += play(source, phase, row)
        sound = np.stack(sides)
        if self.voices > 1:
            sound = sound * np.float32(0.75) + sound[::-1] * np.float32(0.25)
        if self.sub:
            sound += np.float32(self.sub * self.voices) * self._sub(pitch, frames, rate)
        if self.punch:
            sound += np.float32(self.punch) * self._punch(tone.hz, frames, rate)
        if self.breath:
            sound += np.float32(self.breath) * self._breath(tone, frames, rate)
        sound *= self.amp.curve(tone.frames, rate)
        if self.drive:
            gain = np.float32((1 + self.drive) / max(float(np.max(np.abs(sound))), 1e-6))
            sound = np.tanh(sound * gain) / np.tanh(gain)
        return sound

    def _spread(self, voice: int) -> float:
        return 0.0 if self.voices == 1 else 2 * voice / (self.voices - 1) - 1

    def _pitch(self, hz: float, frames: int, rate: int) -> float | NDArray[np.float32]:
        if not (self.vibrato or self.glide):
            return hz
        t = seconds_axis(frames, rate)
        cents = np.zeros(frames, np.float32)
        if self.vibrato:
            onset = np.clip((t - 0.25) / 0.4, 0, 1)
            cents += np.float32(self.vibrato) * onset * np.sin(2 * np.pi * np.float32(5.3) * t)
        if self.glide:
            cents -= np.float32(100 * self.glide) * np.exp(-t / np.float32(self.glide_seconds / 3))
        return np.asarray(hz * np.exp2(cents / 1200), np.float32)

    def _filter_path(
        self, frames: int, rate: int, velocity: float
    ) -> tuple[NDArray[np.float32], int]:
        rows = max(2, int(np.ceil(self.sweep * _ROWS_AN_OCTAVE)) + 1)
        opening = max(1, int(self.swell * rate))
        path = np.empty(max(frames, opening), np.float32)
        path[:opening] = half_cosine(opening)
        path[opening:] = decay(len(path) - opening, rate, self.fall)
        openness = 0.5 + 0.5 * velocity
        return path[:frames] * np.float32(openness * (rows - 1)), rows

    def _rows(self, hz: float, rate: int, rows: int) -> NDArray[np.complexfloating]:
        count = harmonic_count(hz, rate)
        lines = hz * np.arange(1, count + 1)
        rest = self.cutoff * (hz / _KEY_CENTRE_HZ) ** self.track
        cutoffs = rest * 2.0 ** np.linspace(0, self.sweep, rows)
        filtered = [lowpass(lines, c, self.q) * lowpass(lines, c * 1.5, 0.6) for c in cutoffs]
        return np.asarray(harmonics(self.wave, count) * np.array(filtered))

    def _sub(
        self, pitch: float | NDArray[np.float32], frames: int, rate: int
    ) -> NDArray[np.float32]:
        return np.sin(2 * np.pi * phase_of(pitch, frames, rate, 0.0)).astype(np.float32)

    def _breath(self, tone: Tone, frames: int, rate: int) -> Audio:
        """Noise around the pipe's resonances; strongest as the note starts to speak."""
        wind = band(frames, rate, 1301 + tone.variant, tone.hz * 0.9, tone.hz * 3)
        return wind * (np.float32(0.5) + decay(frames, rate, 0.25))

    def _punch(self, hz: float, frames: int, rate: int) -> NDArray[np.float32]:
        t = seconds_axis(frames, rate)
        return np.asarray(np.sin(np.float32(4 * np.pi * hz) * t) * decay(frames, rate, 0.06))
