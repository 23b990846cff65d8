"""Parts of a take at another tempo and rate, with the audio around them as context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import gcd

from tonekilnd.domain import Audio

from . import resample as resampling
from . import stretch as stretching
from .span import padded

Parts = dict[str, Audio]
"""Audio of one shape by name: a take's stems, or its mix alone under ""."""

CONTEXT_SECONDS = stretching.CONTEXT_SECONDS + resampling.CONTEXT_SECONDS
"""Most audio that is looked at on either side of what is asked for."""


@dataclass(frozen=True, slots=True)
class Warp:
    """A change of tempo and rate.

    Attributes:
        speed: how much longer the audio becomes in time, exactly 1.0 for not at all.
        keep_pitch: whether by a time stretch, or by the resampler, as a tape would do it.
    """

    speed: float
    from_rate: int
    to_rate: int
    keep_pitch: bool = True

    @property
    def stretches(self) -> bool:
        """Whether the stretcher has anything to do."""
        return self.keep_pitch and self.speed != 1.0

    @property
    def ratio(self) -> float:
        """Frames out for each frame in."""
        return self.speed * self.to_rate / self.from_rate


def warped(
    parts: Parts,
    warp: Warp,
    span: Callable[[Audio, int, int], Audio],
    *,
    start: int,
    lead: int,
    frames: int,
) -> Parts:
    """`lead` frames that come before `start`, and `frames` from it on, of every part.

    Args:
        parts: audio by name.
        warp: how tempo and rate change.
        span: what lies past a part's ends: `span.circular` or `span.reflected`.
        start: a frame of the parts.
        lead: frames wanted before it, at the new rate.
        frames: frames wanted from it on, at the new rate.
    """
    context = CONTEXT_SECONDS if warp.stretches else resampling.CONTEXT_SECONDS
    around = int(context * warp.from_rate) + 1
    before = int(lead / warp.ratio) + around
    if warp.speed == 1.0:
        before = _on_a_frame_of_both(before, warp)
    length = before + int(frames / warp.ratio) + around
    stretched, rate = length, warp.to_rate * warp.speed
    if warp.stretches:
        stretched, rate = round(length * warp.speed), warp.to_rate
    downbeat = round(before * (stretched / length) * (rate / warp.from_rate))
    done = {}
    for name, audio in parts.items():
        piece = span(audio, start - before, start - before + length)
        if stretched != length:
            piece = stretching.stretch(piece, stretched, warp.from_rate)
        piece = resampling.resample(piece, warp.from_rate, rate)
        done[name] = padded(piece, downbeat - lead, downbeat + frames)
    return done


def _on_a_frame_of_both(frames: int, warp: Warp) -> int:
    """At least so many frames, and a whole number of frames at the new rate as well.

    So that the downbeat is a frame before and after, and what comes from 44.1 kHz lies at 48 kHz
    where it lay. Rates that share nothing meet once a second.
    """
    grain = warp.from_rate // gcd(warp.from_rate, warp.to_rate)
    return -(-frames // grain) * grain
