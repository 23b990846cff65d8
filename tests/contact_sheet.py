"""A contact sheet of clips: for each its waveform, and below it its spectrogram."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tonekilnd.domain import Audio

COLUMNS = 6
CELL, WAVE, SPECTRUM, TITLE, GAP = 206, 36, 84, 17, 10
LOW_HZ, HIGH_HZ = 40.0, 15_000.0
RANGE_DB = 66.0

# Dark to light through warm hues, so that it also reads in grey.
RAMP = np.array(
    [(13, 12, 24), (49, 22, 74), (122, 34, 90), (198, 65, 66), (240, 134, 44), (252, 232, 160)],
    float,
)
INK, PAPER, WAVE_INK = (230, 226, 220), (24, 23, 30), (240, 150, 60)


def contact_sheet(clips: Sequence[tuple[str, Audio]], rate: int) -> Image.Image:
    """One cell a titled clip, row by row; few colours, to stay small."""
    height = TITLE + WAVE + SPECTRUM + GAP
    down = -(-len(clips) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (CELL + GAP) + GAP, down * height + GAP), PAPER)
    for index, (title, audio) in enumerate(clips):
        x = GAP + index % COLUMNS * (CELL + GAP)
        y = GAP + index // COLUMNS * height
        sheet.paste(cell(title, audio, rate), (x, y))
    return sheet.quantize(128)


def cell(title: str, audio: Audio, rate: int) -> Image.Image:
    picture = Image.new("RGB", (CELL, TITLE + WAVE + SPECTRUM), PAPER)
    draw = ImageDraw.Draw(picture)
    font = ImageFont.load_default(11)
    draw.text((0, 1), title, INK, font=font)
    draw.text((CELL - 34, 1), f"{audio.shape[1] / rate:4.1f} s", WAVE_INK, font=font)
    draw_wave(draw, audio)
    picture.paste(Image.fromarray(coloured(spectrogram(audio, rate))), (0, TITLE + WAVE))
    return picture


def draw_wave(draw: ImageDraw.ImageDraw, audio: Audio) -> None:
    mono = audio.mean(axis=0)
    edges = np.linspace(0, mono.size, CELL + 1).astype(int)
    middle = TITLE + WAVE / 2
    for x, (first, last) in enumerate(itertools.pairwise(edges)):
        top, bottom = float(mono[first:last].max()), float(mono[first:last].min())
        span = (middle - top * WAVE / 2, middle - bottom * WAVE / 2)
        draw.line([(x, span[0]), (x, span[1])], WAVE_INK)


def spectrogram(audio: Audio, rate: int) -> NDArray[np.float64]:
    """Level by logarithmic frequency, the highest first, and time: 0 for faint to 1."""
    mono, window = audio.mean(axis=0), 2048
    centres = np.linspace(0, mono.size, CELL, endpoint=False).astype(int)
    padded = np.concatenate([np.zeros(window // 2), mono, np.zeros(window)])
    pieces = padded[centres[:, None] + np.arange(window)] * np.hanning(window)
    power = np.abs(np.fft.rfft(pieces)) ** 2
    bins = np.fft.rfftfreq(window, 1 / rate)
    lines = LOW_HZ * (HIGH_HZ / LOW_HZ) ** np.linspace(1, 0, SPECTRUM)
    level = 10 * np.log10(np.array([np.interp(lines, bins, frame) for frame in power]).T + 1e-9)
    # Tilted by 3 dB an octave, as ears weigh it.
    level += 10 * np.log10(lines / 1000)[:, None]
    return np.clip((level - level.max() + RANGE_DB) / RANGE_DB, 0, 1)


def coloured(light: NDArray[np.float64]) -> NDArray[np.uint8]:
    place = light * (len(RAMP) - 1)
    channels = [np.interp(place, np.arange(len(RAMP)), RAMP[:, c]) for c in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)
