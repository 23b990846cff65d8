"""Snare drums and rims: a tuned shell, wires of noise, the crack of the stick."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekilnd.domain import Audio

from ..synth.envelopes import decay, fade_edges, seconds_axis
from ..synth.modal import Mode, knocked, modes
from ..synth.noise import band
from ..synth.tone import Tone


@dataclass(frozen=True, slots=True)
class Snare:
    """A snare drum.

    Attributes:
        hz: the shell's lowest mode, 160 to 250 Hz.
        ring: seconds the shell rings.
        wires: level of the noise.
        wires_seconds: how long the wires rattle.
        low: the wires' lower edge in Hz.
        high: their upper edge.
        crack: level of the stick's transient.
        drive: saturation.
        gate: seconds after which the drum is cut off, 0 never: the sound of 1980s gated rooms.
    """

    hz: float = 190.0
    ring: float = 0.18
    wires: float = 0.8
    wires_seconds: float = 0.25
    low: float = 1200.0
    high: float = 11_000.0
    crack: float = 0.5
    drive: float = 0.5
    gate: float = 0.0

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (1, frames)."""
        seconds = self.gate or max(self.ring, self.wires_seconds)
        frames = int((seconds + 0.02) * rate)
        t = seconds_axis(frames, rate)
        # 1 : 1.59 : 2.14 are the first modes of a circular membrane (zeros of Bessel functions).
        bend = 1 + 0.35 * np.exp(-t / np.float32(0.008))
        shell = np.sin(np.cumsum(bend) * np.float32(2 * np.pi * self.hz / rate))
        shell *= decay(frames, rate, self.ring)
        shell += modes(
            self.hz, ((1.59, 0.6, self.ring * 0.7), (2.14, 0.3, self.ring * 0.4)), frames, rate
        )
        wires = band(frames, rate, 101 + tone.variant, self.low, self.high)[0]
        wires *= decay(frames, rate, self.wires_seconds) * np.float32(0.4)
        crack = band(frames, rate, 201 + tone.variant, 2500, 9000)[0] * decay(frames, rate, 0.02)
        loudness = 0.4 + 0.6 * tone.velocity
        sound = (
            shell
            + np.float32(self.wires * loudness) * wires
            + np.float32(self.crack * loudness) * crack
        )
        gain = np.float32(1 + self.drive)
        sound = np.tanh(gain * sound)
        fade_edges(sound, rate, 0.0002, 0.012)
        return np.asarray(sound[None], np.float32)


@dataclass(frozen=True, slots=True)
class Rim:
    """A cross-stick or rim shot: a short knock of wood."""

    hz: float = 480.0
    ring: float = 0.06
    wood: tuple[Mode, ...] = ((1.0, 0.7, 1.0), (2.71, 1.0, 0.6), (5.15, 0.5, 0.35))

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (1, frames)."""
        return knocked(self.hz, self.wood, self.ring, (0.25, 301), tone, rate)
