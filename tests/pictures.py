"""Pictures for the docs, drawn by the tests.

They go to a temporary folder, or into docs/images with `make docs`.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import soundfile
from PIL import Image, ImageDraw, ImageFont

from tonekiln.protocol import Clip, Meter

DOCS = Path(__file__).resolve().parents[1] / "docs" / "images"

CHARCOAL, SURFACE, LINE, TEXT = "#16171a", "#1f2125", "#3a3d44", "#c9ccd3"
QUIET, WAVE, EMBER = "#8d929c", "#aeb4c0", "#ff7a3c"


def picture_folder(tmp_path: Path) -> Path:
    """Where pictures go in this run."""
    return DOCS if writing_docs() else tmp_path


def writing_docs() -> bool:
    """Whether this run renews what the docs show."""
    return os.environ.get("TONEKILN_WRITE_DOCS") == "1"


def clip_on_its_grid(clip: Clip, path: Path, size: tuple[int, int] = (1200, 420)) -> None:
    """Draw a clip's waveform with its bars, beats and the seam where it starts again."""
    audio, _ = soundfile.read(clip.path, always_2d=True)
    width, height = size
    left, right, top, bottom = 32, width - 32, 84, height - 56
    image = Image.new("RGB", size, CHARCOAL)
    draw = ImageDraw.Draw(image)
    draw.rectangle((left, top, right, bottom), fill=SURFACE)
    _grid(draw, clip, (left, right, top, bottom))
    _wave(draw, audio, (left, right, top, bottom))
    _words(draw, clip, left, right, bottom)
    path.parent.mkdir(parents=True, exist_ok=True)
    image.save(path, optimize=True)


def _grid(draw: ImageDraw.ImageDraw, clip: Clip, box: tuple[int, int, int, int]) -> None:
    left, right, top, bottom = box
    meter = Meter.parse(clip.meter)
    bars = clip.bars or 1
    beats = round(meter.quarters_per_bar / meter.quarters_per_beat)
    for beat in range(bars * beats + 1):
        x = left + (right - left) * beat / (bars * beats)
        is_bar = beat % beats == 0
        draw.line((x, top - (12 if is_bar else 0), x, bottom), fill=QUIET if is_bar else LINE)
        if is_bar and beat < bars * beats:
            draw.text((x + 6, top - 20), str(beat // beats + 1), fill=QUIET, font=_font(14))
    draw.line((right, top - 12, right, bottom), fill=EMBER, width=2)


def _wave(draw: ImageDraw.ImageDraw, audio: np.ndarray, box: tuple[int, int, int, int]) -> None:
    left, right, top, bottom = box
    lane = (bottom - top) / 2
    for channel in range(2):
        middle = top + lane * (channel + 0.5)
        edges = np.linspace(0, len(audio), right - left + 1).astype(int)
        for x, (start, end) in enumerate(pairwise(edges), left):
            part = audio[start:end, channel]
            low, high = part.min(), part.max()
            half = lane / 2 * 0.92
            draw.line((x, middle - high * half, x, middle - low * half), fill=WAVE)


def _words(draw: ImageDraw.ImageDraw, clip: Clip, left: int, right: int, bottom: int) -> None:
    draw.text((left, 20), f"“{clip.prompt}”", fill=TEXT, font=_font(20))
    seam = clip.seam
    facts = f"{clip.bpm:g} bpm · {clip.bars} bars of {clip.meter} · {clip.frames} frames"
    draw.text((left, bottom + 16), facts, fill=QUIET, font=_font(15))
    if seam is not None:
        end = f"seam: jump {seam.jump:.2f}, slope {seam.slope:.2f}, flux {seam.flux:.2f}"
        draw.text((right, bottom + 16), end, fill=EMBER, font=_font(15), anchor="ra")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
