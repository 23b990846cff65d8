"""Parts of a clip made again: laid into it at its level, every other sample as it is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio, FitSettings, Take, TakeSpec

from .beat import beat_seconds, beats_per_bar
from .chain import tempo_report
from .levels.level import gain_beside
from .levels.loudness import integrated_lufs
from .levels.peak import decibels, peak_envelope
from .result import FittedTake
from .seam import measure_seam
from .span import circular
from .take_checks import stereo
from .warp import Warp, warped

FADE_IN_SECONDS = 0.003
"""Short, so that of a beat that was there the attack is not heard once more."""

FADE_OUT_SECONDS = 0.01
"""Where both fade, the gains' sum is 1: of two sounds under the ceiling none is pushed over it."""

SILENT = "What was made for the parts is silent: try other words or another seed."

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Original:
    """What parts are made of.

    Attributes:
        audio: (2, frames) at the clip's rate, of the clip's length.
        spans: the parts, (from, to) in its frames, rising and apart.
    """

    audio: Audio
    spans: Spans


def fit_parts(
    take: Take, spec: TakeSpec, original: Original, sample_rate: int, settings: FitSettings
) -> FittedTake:
    """The original with its parts replaced by what a take has in their places.

    Outside the parts every sample is the original's. The made is as loud as the original where
    both can be heard beside the parts, and fades in and out within them, so that the loop's seam
    stays the original's too. There is nothing to stretch: the take lies on the original's grid.

    Args:
        take: of the original's length, at any rate.
        spec: what it was asked for.
        original: of the clip's rate and length.
        sample_rate: the clip's.
        settings: the ceiling.

    Raises:
        InternalError: the take is empty or has samples that are not finite.
    """
    frames = original.audio.shape[1]
    made = _on_the_grid(stereo(take.audio), take.sample_rate, frames, sample_rate)
    inside = _inside(original)
    change = _change_db(original, made, inside, spec.bars or 1, sample_rate, settings)
    peaks = np.where(inside, peak_envelope(made, sample_rate, loop=True), np.float32(0))
    levelled = made * gain_beside(peaks, sample_rate, settings, change)
    audio = pasted(original, levelled, sample_rate)
    beat = beat_seconds(spec.bpm, spec.time_signature)
    fitted = FittedTake(
        audio=audio,
        lufs=integrated_lufs(audio, sample_rate),
        true_peak_dbtp=decibels(float(peak_envelope(audio, sample_rate, loop=True).max())),
        seam=measure_seam(audio, sample_rate, beat, beats_per_bar(spec.time_signature)),
        notes=(SILENT,) if integrated_lufs(made[:, inside], sample_rate) is None else (),
    )
    return tempo_report(fitted, sample_rate, beat)


def pasted(original: Original, made: Audio, sample_rate: int) -> Audio:
    """The original, but within its spans what was made, by fades that lie inside them.

    Args:
        original: what stays outside the spans, to the bit.
        made: of the same shape.
        sample_rate: of both.
    """
    out = original.audio.copy()
    for start, stop in original.spans:
        rising = _rising(stop - start, sample_rate)
        kept = original.audio[:, start:stop]
        out[:, start:stop] = kept * (1 - rising) + made[:, start:stop] * rising
    return out


def _rising(frames: int, sample_rate: int) -> NDArray[np.float32]:
    """The gain of what is made over a span: from nearly 0 to 1 and back."""
    gain = np.ones(frames, np.float32)
    opening = min(round(FADE_IN_SECONDS * sample_rate), frames // 4)
    closing = min(round(FADE_OUT_SECONDS * sample_rate), frames // 4)
    gain[:opening] = _ramp(opening)
    gain[frames - closing :] = _ramp(closing)[::-1]
    return gain


def _ramp(frames: int) -> NDArray[np.float32]:
    angle = np.pi / 2 * np.arange(1, frames + 1) / (frames + 1)
    return np.asarray(np.sin(angle) ** 2, dtype=np.float32)


def _on_the_grid(made: Audio, take_rate: int, frames: int, sample_rate: int) -> Audio:
    """A take at the clip's rate, going round as the clip does."""
    if take_rate == sample_rate and made.shape[1] == frames:
        return made
    warp = Warp(1.0, take_rate, sample_rate)
    return warped({"": made}, warp, circular, start=0, lead=0, frames=frames)[""]


def _inside(original: Original) -> NDArray[np.bool_]:
    inside = np.zeros(original.audio.shape[1], np.bool_)
    for start, stop in original.spans:
        inside[start:stop] = True
    return inside


def _change_db(
    original: Original,
    made: Audio,
    inside: NDArray[np.bool_],
    bars: int,
    sample_rate: int,
    settings: FitSettings,
) -> float:
    """What makes the take as loud as the original.

    Both are heard over a bar on either side of each part as the loop goes round; where there is
    nothing, over all but the parts, and where there is nothing either, over all.
    """
    near = np.zeros_like(inside)
    bar = max(1, inside.size // bars)
    for start, stop in original.spans:
        near[np.arange(start - bar, stop + bar) % inside.size] = True
    places = [near & ~inside, ~inside]
    heard = integrated_lufs(_first_heard(original.audio, places), sample_rate)
    lufs = integrated_lufs(_first_heard(made, places), sample_rate)
    if lufs is None:
        return 0.0
    return (settings.target_lufs if heard is None else heard) - lufs


def _first_heard(audio: Audio, places: list[NDArray[np.bool_]]) -> Audio:
    """The audio at the first of these places where there is any; else all of it."""
    for place in places:
        if audio[:, place].any():
            return audio[:, place]
    return audio
