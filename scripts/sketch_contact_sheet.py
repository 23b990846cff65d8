"""Draw every factory preset as the sketch engine plays it: waveform above, spectrogram below.

`python scripts/sketch_contact_sheet.py [OUT.png]` writes docs/images/sketch-presets.png.
"""

from __future__ import annotations

import itertools
import sys
from decimal import Decimal
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from tonekiln.protocol import Meter, PresetRow, bar_frames, seconds_frames
from tonekilnd.domain import Audio, FitSettings, TakeSpec
from tonekilnd.engines.sketch.reading import read
from tonekilnd.engines.sketch.studio import Studio
from tonekilnd.engines.sketch.styles import STYLES
from tonekilnd.fit import fit_take
from tonekilnd.presets import PresetShelf, factory_folder

RATE = 44_100
COLUMNS = 4
CELL, WAVE, SPECTRUM, TITLE, GAP = 300, 44, 96, 18, 10
LOW_HZ, HIGH_HZ = 40.0, 16_000.0
RANGE_DB = 66.0

# Dark to light through warm hues, so that it also reads in grey.
RAMP = np.array(
    [(13, 12, 24), (49, 22, 74), (122, 34, 90), (198, 65, 66), (240, 134, 44), (252, 232, 160)],
    float,
)
INK, PAPER, WAVE_INK = (230, 226, 220), (24, 23, 30), (240, 150, 60)


def main() -> None:
    root = factory_folder().parent
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else root / "docs/images/sketch-presets.png"
    rows = PresetShelf(Path("/nonexistent")).rows()
    sheet = contact_sheet(rows)
    out.parent.mkdir(parents=True, exist_ok=True)
    sheet.quantize(160).save(out, optimize=True)
    print(f"{len(rows)} presets in {out}")


def contact_sheet(rows: tuple[PresetRow, ...]) -> Image.Image:
    """One cell a preset, in the order of the shelf."""
    height = TITLE + WAVE + SPECTRUM + GAP
    down = -(-len(rows) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * (CELL + GAP) + GAP, down * height + GAP), PAPER)
    for index, row in enumerate(rows):
        x = GAP + index % COLUMNS * (CELL + GAP)
        y = GAP + index // COLUMNS * height
        sheet.paste(cell(row, play(row)), (x, y))
    return sheet


def play(row: PresetRow, seed: int = 1) -> Audio:
    """The preset's first take at a tempo its style is at home in, fitted as a clip is."""
    preset = row.preset
    styles = read(preset.words).styles
    low, high = STYLES[styles[0]].tempo if styles else (100, 100)
    bpm = Decimal(round((low + high) / 2)) if preset.bpm is None else Decimal(str(preset.bpm))
    meter = Meter.parse(preset.meter or "4/4")
    bars = None if preset.seconds else preset.bars or 4
    frames = bar_frames(bars, meter, bpm, RATE) if bars else seconds_frames(preset.seconds, RATE)
    spec = TakeSpec(
        prompt=preset.words,
        negative=preset.negative, seed=seed, sample_rate=RATE, frames=frames,
        pre_roll_frames=0, bpm=bpm, meter=str(meter), bars=bars, key=preset.key,
        one_shot=preset.one_shot, swing=preset.swing,
    )  # fmt: skip
    take = Studio().record(spec, lambda done, of: None)
    fitted = fit_take(
        take, spec, frames=frames, sample_rate=RATE, settings=FitSettings(), exact=True
    )
    return fitted.audio


def cell(row: PresetRow, audio: Audio) -> Image.Image:
    picture = Image.new("RGB", (CELL, TITLE + WAVE + SPECTRUM), PAPER)
    draw = ImageDraw.Draw(picture)
    seconds = audio.shape[1] / RATE
    font = ImageFont.load_default(12)
    draw.text((0, 1), f"{row.category} / {row.preset.name}", INK, font=font)
    draw.text((CELL - 40, 1), f"{seconds:5.1f} s", WAVE_INK, font=font)
    draw_wave(draw, audio)
    picture.paste(spectrogram(audio), (0, TITLE + WAVE))
    return picture


def draw_wave(draw: ImageDraw.ImageDraw, audio: Audio) -> None:
    mono = audio.mean(axis=0)
    edges = np.linspace(0, mono.size, CELL + 1).astype(int)
    middle = TITLE + WAVE / 2
    for x, (first, last) in enumerate(itertools.pairwise(edges)):
        top, bottom = float(mono[first:last].max()), float(mono[first:last].min())
        span = (middle - top * WAVE / 2, middle - bottom * WAVE / 2)
        draw.line([(x, span[0]), (x, span[1])], WAVE_INK)


def spectrogram(audio: Audio) -> Image.Image:
    """Level by time and logarithmic frequency."""
    mono, window = audio.mean(axis=0), 2048
    centres = np.linspace(0, mono.size, CELL, endpoint=False).astype(int)
    padded = np.concatenate([np.zeros(window // 2), mono, np.zeros(window)])
    pieces = padded[centres[:, None] + np.arange(window)] * np.hanning(window)
    power = np.abs(np.fft.rfft(pieces)) ** 2
    bins = np.fft.rfftfreq(window, 1 / RATE)
    lines = LOW_HZ * (HIGH_HZ / LOW_HZ) ** np.linspace(1, 0, SPECTRUM)
    level = 10 * np.log10(np.array([np.interp(lines, bins, frame) for frame in power]).T + 1e-9)
    # Tilted by 3 dB an octave, as ears weigh it.
    level += 10 * np.log10(lines / 1000)[:, None]
    return Image.fromarray(coloured((level - level.max() + RANGE_DB) / RANGE_DB))


def coloured(light: NDArray[np.float64]) -> NDArray[np.uint8]:
    place = np.clip(light, 0, 1) * (len(RAMP) - 1)
    channels = [np.interp(place, np.arange(len(RAMP)), RAMP[:, c]) for c in range(3)]
    return np.stack(channels, axis=-1).astype(np.uint8)


if __name__ == "__main__":
    main()
