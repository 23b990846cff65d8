"""All factory presets on one sheet, and no two of them alike."""

from __future__ import annotations

import numpy as np
from tests.contact_sheet import CELL, contact_sheet, spectrogram
from tests.pictures import picture_folder
from tests.unit.engines.sketch.preset_clips import RATE, ROWS, clip


def every_clip():
    return [clip(index)[1].audio for index in range(len(ROWS))]


def test_the_sheet_shows_every_preset(tmp_path):
    titles = [f"{row.category} / {row.preset.name}" for row in ROWS]
    sheet = contact_sheet(list(zip(titles, every_clip(), strict=True)), RATE)
    path = picture_folder(tmp_path) / "sketch-presets.png"
    sheet.save(path, optimize=True)
    assert sheet.width > 5 * CELL
    assert 50_000 < path.stat().st_size < 1_000_000


def test_no_two_look_alike():
    """Spectrograms side by side: however alike two are, a person can tell them apart."""
    pictures = np.array([spectrogram(audio, RATE) for audio in every_clip()])
    flat = pictures.reshape(len(pictures), -1)
    apart = [
        (np.abs(one - other).mean(), ROWS[i].preset.name, ROWS[j].preset.name)
        for i, one in enumerate(flat)
        for j, other in enumerate(flat[:i])
    ]
    assert min(apart)[0] > 0.04, sorted(apart)[:5]
