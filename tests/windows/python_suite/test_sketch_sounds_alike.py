"""Sketch makes on Windows what it makes here, to within two steps of 24 bits.

What is apart are the last digits of sines and powers, which each system's mathematics rounds.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
from tests.patience import PATIENCE_SECONDS
from tests.windows.conftest import Windows
from tests.windows.python_for_windows import ROOT
from tests.windows.wine import windows_path

STEP = 2.0**-23
MOST_STEPS = 2

_TAKES = """
import os, sys
sys.path.insert(0, sys.argv[1])
os.environ["TONEKILN_SOUNDFONT"] = "none"
import numpy as np
from tests.unit.engines.sketch.conftest import _take, spec

asked = [
    spec("dusty boom bap", bpm="87", bars=2),
    spec("rolling techno drums", bpm="132.5", bars=2, seed=7),
    spec("warm analog pad, slow", bpm="70", bars=1, key="F# minor", seed=3),
    spec("deep kick", bars=None, seconds=1.5, one_shot=True),
    spec("disco with strings", bpm="118", bars=1, stems=True),
    spec("jazz waltz", bpm="150", meter="3/4", bars=2, rate=44_100),
    spec("ambient texture", bpm="60", bars=1, rate=96_000, seed=2**32 - 1),
    spec("drum and bass", bpm="174", bars=2, seed=11),
]
takes = [_take(one) for one in asked]
arrays = {str(index): take.audio for index, take in enumerate(takes)}
stems = {f"stem {name}": audio for name, audio in takes[4].stems.items()}
np.savez(sys.argv[2], **arrays, **stems)
"""


def test_every_sample_is_the_same_to_within_two_steps(testing: Windows, tmp_path: Path) -> None:
    here, there = tmp_path / "here.npz", tmp_path / "there.npz"
    command = [sys.executable, "-c", _TAKES, str(ROOT), str(here)]
    subprocess.run(command, check=True, timeout=PATIENCE_SECONDS)
    ended = testing.script(_TAKES, windows_path(ROOT), windows_path(there))
    assert ended.status == 0, ended
    with np.load(here) as ours, np.load(there) as theirs:
        assert set(ours) == set(theirs)
        apart = {name: _steps_apart(ours[name], theirs[name]) for name in ours}
    assert max(apart.values()) <= MOST_STEPS, apart


def _steps_apart(first: np.ndarray, second: np.ndarray) -> float:
    assert first.shape == second.shape
    return float(np.abs(first.astype(np.float64) - second).max() / STEP)
