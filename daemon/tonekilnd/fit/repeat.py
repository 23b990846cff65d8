"""Takes shorter than their clip: what there is, repeated in whole bars or beats."""

from __future__ import annotations

from tonekilnd.domain import Audio

from .closing import closed
from .span import circular, padded


def repeat_unit(available: float, beat: float, beats: int, bars: int | None) -> tuple[float, str]:
    """Length to repeat, in frames, and what it is called.

    The most bars that divide the clip evenly; else the most whole beats; else all there is.

    Args:
        available: frames in the take from its downbeat on.
        beat: frames of a beat at the take's tempo.
        beats: beats in the clip.
        bars: bars in the clip, or None when it was asked for in seconds.
    """
    if bars:
        bar = beats * beat / bars
        for count in range(bars - 1, 0, -1):
            if bars % count == 0 and count * bar <= available:
                return count * bar, _counted(count, "bar")
    whole = int(available // beat)
    if whole >= 1:
        return whole * beat, _counted(whole, "beat")
    return available, f"{available / beat:.2f} beats"


def repeated(
    parts: dict[str, Audio], sample_rate: int, *, start: int, unit: int, lead: int, frames: int
) -> dict[str, Audio]:
    """Each part as `lead` + `frames` frames of `unit` frames from `start`, over and over.

    Args:
        parts: audio by name, (2, n) each.
        sample_rate: their rate.
        start: the downbeat.
        unit: frames to repeat.
        lead: frames wanted before the downbeat.
        frames: frames wanted from the downbeat on.
    """
    fade = min(lead, start, unit // 2)
    pieces = {name: padded(audio, start - fade, start + unit) for name, audio in parts.items()}
    loops, _ = closed(pieces, fade, sample_rate)
    return {name: circular(loop, -lead, frames) for name, loop in loops.items()}


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
