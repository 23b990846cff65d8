"""A clip's report in words: what was measured, and what a person should know."""

from __future__ import annotations

from tonekiln.engine_names import on_one_line
from tonekiln.protocol import Clip, Timing

from .answer import count


def report_lines(clip: Clip) -> list[str]:
    """What there is to say of one clip, its path last."""
    return [
        f"length   {_length(clip)}",
        f"tempo    {_tempo(clip)}",
        f"seam     {_seam(clip)}",
        f"level    {_level(clip)}",
        f"made by  {on_one_line(clip.engine)} ({clip.engine_kind}), seed {clip.seed}",
        f"licence  {_licence(clip)}",
        *(f"words    {words}" for words in _words(clip)),
        *(f"note     {note}" for note in clip.notes),
        f"clip     {clip.clip_id}",
        f"file     {clip.path}",
    ]


def timing_line(timing: Timing) -> str:
    """Where the time went."""
    parts = (
        ("queue", timing.queue_ms),
        ("load", timing.load_ms),
        ("engine", timing.engine_ms),
        ("fit", timing.fit_ms),
        ("write", timing.write_ms),
        ("bridge", timing.bridge_ms),
    )
    spent = ", ".join(f"{name} {value:.0f}" for name, value in parts)
    return f"ready in {timing.total_ms / 1000:.2f} s (ms: {spent})"


def _length(clip: Clip) -> str:
    channels = {1: "mono", 2: "stereo"}.get(clip.channels, f"{clip.channels} channels")
    bars = f"{count(clip.bars, 'bar')} of {clip.meter} = " if clip.bars else ""
    rate = f"{clip.sample_rate / 1000:g} kHz"
    return f"{bars}{clip.frames} frames = {clip.seconds:.3f} s, {rate} {channels}"


def _tempo(clip: Clip) -> str:
    error = clip.tempo_error_percent
    key = f", {clip.key}" if clip.key else ""
    if error is None:
        return f"{clip.bpm:g} bpm{key}, not measurable in this clip"
    before = clip.tempo_error_before_percent
    corrected = f" (was {before:+.2f} %)" if before else ""
    return f"{clip.bpm:g} bpm{key}, error {error:.3f} %{corrected}"


def _seam(clip: Clip) -> str:
    if clip.seam is None:
        return "none: a one-shot does not loop"
    seam = clip.seam
    return f"jump {seam.jump:.2f}, slope {seam.slope:.2f}, flux {seam.flux:.2f}"


def _level(clip: Clip) -> str:
    loudness = "silent" if clip.lufs is None else f"{clip.lufs:.1f} LUFS"
    return f"{loudness}, true peak {clip.true_peak_dbtp:.1f} dBTP"


def _words(clip: Clip) -> list[str]:
    """Which words counted; engines that hear a text as a whole do not say."""
    heard, missed = ", ".join(clip.words_understood), ", ".join(clip.words_ignored)
    if missed:
        return [f"{heard or 'none understood'}; without effect: {missed}"]
    return [heard] if heard else []


def _licence(clip: Clip) -> str:
    return f"{clip.licence}, not for commercial use" if clip.non_commercial else clip.licence
