"""Acoustic instruments from a General MIDI SoundFont, where FluidSynth and one are installed."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from tonekilnd.domain import Audio

from ..soundfont import SoundFont
from ..synth.envelopes import fade_edges
from ..synth.tone import Instrument, Tone
from .patch import Patch

_HIGHEST_RATE = 96_000
"""FluidSynth's own limit (its setting synth.sample-rate)."""

_RELEASE_SECONDS = 1.2
_JUDGED_SECONDS, _JUDGED_RATE = 0.8, 24_000
"""Long enough for bowed notes to swell, and for struck ones still to sound."""

_BLOCK = 64
"""FluidSynth renders in blocks of 64 frames."""


def acoustic(patch: Patch, font: SoundFont | None) -> Patch:
    """The patch played by the SoundFont, if it has an acoustic original and there is a font."""
    if font is None or patch.program is None:
        return patch
    sampled = Sampled(font, patch.program, patch.instrument)
    level = patch.channel.level + _beside(sampled, patch.centre)
    return replace(patch, instrument=sampled, channel=replace(patch.channel, level=level))


@dataclass(frozen=True, slots=True)
class Sampled:
    """A General MIDI program.

    Attributes:
        font: where its samples are.
        program: 0..127.
        stand_in: plays at rates that FluidSynth cannot.
    """

    font: SoundFont
    program: int
    stand_in: Instrument

    def render(self, tone: Tone, rate: int) -> Audio:
        """Samples (2, frames), by a synthesizer of its own: no note hears another."""
        if rate > _HIGHEST_RATE:
            return self.stand_in.render(tone, rate)
        import fluidsynth  # noqa: PLC0415 - optional

        synth = fluidsynth.Synth(
            gain=0.6,
            samplerate=float(rate),
            **{
                "synth.reverb.active": 0,
                "synth.chorus.active": 0,
                "synth.dynamic-sample-loading": 1,
            },
        )
        try:
            synth.program_select(0, synth.sfload(self.font.path), 0, self.program)
            synth.noteon(0, round(tone.midi), max(1, round(127 * tone.velocity)))
            held = _written(synth.synth, tone.frames)
            synth.noteoff(0, round(tone.midi))
            ringing = _written(synth.synth, int(_RELEASE_SECONDS * rate))
        finally:
            synth.delete()
        sound = np.concatenate([held, ringing], axis=1)
        fade_edges(sound, rate, 0.0, 0.05)
        return sound


def _written(synth: int, frames: int) -> Audio:
    """What the synthesizer plays next, in floating point: its 16-bit output is dithered."""
    import fluidsynth  # noqa: PLC0415 - optional

    out = np.zeros((2, -(-frames // _BLOCK) * _BLOCK), np.float32)
    left, right = (side.ctypes.data_as(ctypes.c_void_p) for side in out)
    fluidsynth._fl.fluid_synth_write_float(
        ctypes.c_void_p(synth), out.shape[1], left, 0, 1, right, 0, 1
    )
    return out


@cache
def _beside(sampled: Sampled, midi: float) -> float:
    """Decibels that make a sampled note as loud as the synthesized one its mix was made with.

    Channels set peaks; of equal peaks a recorded piano is twice as loud as a synthesized one.
    """
    tone = Tone(midi, int(_JUDGED_SECONDS * _JUDGED_RATE), 0.8)
    theirs, ours = (_loudness(one, tone) for one in (sampled, sampled.stand_in))
    return 10 * float(np.log10(ours / theirs)) if theirs and ours else 0.0


def _loudness(instrument: Instrument, tone: Tone) -> float:
    """Mean square of a note while it is held, if all of it peaks at 1."""
    played = instrument.render(tone, _JUDGED_RATE)
    top = float(np.max(np.abs(played), initial=0.0))
    return float(np.mean(played[:, : tone.frames] ** 2)) / top**2 if top else 0.0
