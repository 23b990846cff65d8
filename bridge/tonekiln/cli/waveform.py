"""A clip drawn in text, over its bars and beats."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from tonekiln.protocol import Clip, Meter

_ROWS = 4
_DOTS_PER_ROW, _DOTS_PER_COLUMN = 4, 2
_BRAILLE = 0x2800
_LEFT_DOTS = (0x01, 0x02, 0x04, 0x40)
_RIGHT_DOTS = (0x08, 0x10, 0x20, 0x80)
"""Unicode's braille patterns: the bit of each dot, top to bottom."""

Peaks = NDArray[np.float32]
"""Largest magnitude of each dot's stretch of audio, 0..1, shape (dots,)."""


def waveform_lines(clip: Clip, path: Path, width: int) -> list[str]:
    """The clip's waveform and, for loops, the grid below it.

    Args:
        clip: for its bars and meter.
        path: the file to read.
        width: columns at most.

    Raises:
        OSError, soundfile.LibsndfileError: the file cannot be read.
    """
    beats = _beats(clip)
    if clip.bars is None or beats > width:
        return draw(read_peaks(path, width * _DOTS_PER_COLUMN))
    columns = width // beats * beats
    picture = draw(read_peaks(path, columns * _DOTS_PER_COLUMN))
    return [*picture, grid_line(clip.bars, beats // clip.bars, columns)]


def read_peaks(path: Path, dots: int) -> Peaks:
    """A file's peaks, read piece by piece: a long clip need not fit in memory."""
    peaks = np.zeros(dots, dtype=np.float32)
    with soundfile.SoundFile(path) as file:
        edges = np.linspace(0, file.frames, dots + 1).astype(int)
        for dot, frames in enumerate(np.diff(edges)):
            if frames:
                peaks[dot] = np.abs(file.read(int(frames), dtype="float32")).max()
    return peaks


def draw(peaks: Peaks) -> list[str]:
    """Peaks as rows of braille, mirrored about the middle."""
    half = _ROWS * _DOTS_PER_ROW // 2
    loudest = max(float(peaks.max(initial=0.0)), 1e-6)
    heights = np.ceil(peaks / loudest * half).astype(int)
    dots = np.arange(half)[:, None] < heights[None, :]
    picture = np.concatenate([dots[::-1], dots])
    return [_row(picture[top : top + _DOTS_PER_ROW]) for top in range(0, 2 * half, _DOTS_PER_ROW)]


def grid_line(bars: int, beats_per_bar: int, columns: int) -> str:
    """Bar numbers at the bar lines and a tick at each beat, `columns` wide."""
    per_beat = columns // (bars * beats_per_bar)
    line = []
    for bar in range(1, bars + 1):
        beats = "".join("·".ljust(per_beat) for _ in range(beats_per_bar))
        line.append((str(bar) + beats[len(str(bar)) :])[: per_beat * beats_per_bar])
    return "".join(line)


def _row(dots: NDArray[np.bool_]) -> str:
    left = sum(dots[i, 0::2] * bit for i, bit in enumerate(_LEFT_DOTS))
    right = sum(dots[i, 1::2] * bit for i, bit in enumerate(_RIGHT_DOTS))
    return "".join(chr(_BRAILLE + int(pattern)) for pattern in np.asarray(left + right))


def _beats(clip: Clip) -> int:
    """How many felt beats the clip has; 0 where it has no bars."""
    meter = Meter.parse(clip.meter)
    return round((clip.bars or 0) * meter.quarters_per_bar / meter.quarters_per_beat)
