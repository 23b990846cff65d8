"""A fitted loop at another tempo or rate."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from tonekiln.protocol import Meter
from tonekilnd.domain import Audio, FitSettings

from .beat import beat_seconds, beats_per_bar, seam_seconds
from .chain import levelled, tempo_report
from .closing import closed
from .levels.level import ceiling_level
from .result import FittedTake
from .seam import measure_seam
from .span import circular
from .take_checks import stereo
from .warp import Warp, warped

GENTLE = 1.34
"""Stretching by more than this, either way, is heard."""


def refit_audio(
    audio: Audio,
    sample_rate: int,
    *,
    frames: int,
    new_rate: int,
    settings: FitSettings,
    bpm: Decimal,
    meter: Meter,
) -> FittedTake:
    """Stretch a loop around its circle to another exact length.

    The loudness stays as it was: only peaks that the stretch pushed over the ceiling are
    limited, so that refitting again and again does not make a clip louder.

    Args:
        audio: a fitted loop, (channels, n).
        sample_rate: its rate.
        frames: frames wanted at `new_rate`.
        new_rate: the rate wanted.
        settings: the ceiling, and the longest crossfade.
        bpm: the tempo wanted, for the report.
        meter: for the report.

    Raises:
        InternalError: the loop is empty or has samples that are not finite.
    """
    parts = {"": stereo(audio)}
    beat = beat_seconds(bpm, meter)
    speed = frames * sample_rate / (new_rate * audio.shape[1])
    # A change of rate alone rounds the length to whole frames, which is no change of tempo.
    same_tempo = abs(frames - audio.shape[1] * new_rate / sample_rate) <= 1
    lead = int(seam_seconds(settings, beat, frames / new_rate) * new_rate)
    warp = Warp(1.0 if same_tempo else speed, sample_rate, new_rate)
    if same_tempo and sample_rate == new_rate:
        lead = 0
    wide = warped(parts, warp, circular, start=0, lead=lead, frames=frames)
    looped, _ = closed(wide, lead, new_rate) if lead else (wide, ())
    level = ceiling_level(looped[""], new_rate, settings)
    fitted = levelled(looped, level, _notes(speed))
    fitted = replace(fitted, seam=measure_seam(fitted.audio, new_rate, beat, beats_per_bar(meter)))
    return tempo_report(fitted, new_rate, beat)


def _notes(speed: float) -> tuple[str, ...]:
    if 1 / GENTLE <= speed <= GENTLE:
        return ()
    return (f"The clip was stretched to {100 * speed:.0f} % of its length: this can be heard.",)
