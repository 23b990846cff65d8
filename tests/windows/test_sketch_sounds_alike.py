"""Sketch's clips on Windows are those made here, to within two steps of 24 bits.

What is apart are the last digits of sines and powers, which each system's mathematics rounds. On a
processor with AVX-512 NumPy takes them from Intel's SVML, on Linux only: against itself without it,
up to four steps are apart. So here it goes without, as on any other processor.
"""

from __future__ import annotations

import os
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

_CLIPS = """
import os, sys
sys.path.insert(0, sys.argv[1])
os.environ["TONEKILN_SOUNDFONT"] = "none"
import numpy as np
from tests.unit.engines.sketch.takes import spec, take_of
from tonekilnd.domain import FitSettings
from tonekilnd.fit import fit_take

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
samples = {}
for one in asked:
    size = {"frames": one.frames, "sample_rate": one.sample_rate}
    clip = fit_take(take_of(one), one, **size, settings=FitSettings(), exact=True)
    samples[one.prompt] = clip.audio
    samples.update((f"{one.prompt}: {name}", audio) for name, audio in clip.stems.items())
np.savez(sys.argv[2], **samples)
"""


def without_svml() -> dict[str, str]:
    """Variables of a process whose NumPy computes as it does where there is no AVX-512."""
    found = np.show_config(mode="dicts")["SIMD Extensions"].get("found", ())
    wide = [name for name in found if name.startswith(("AVX512", "X86_V4"))]
    return {**os.environ, "NPY_DISABLE_CPU_FEATURES": " ".join(wide), "OPENBLAS_NUM_THREADS": "1"}


def test_every_sample_is_the_same_to_within_two_steps(windows: Windows, tmp_path: Path) -> None:
    here, there = tmp_path / "here.npz", tmp_path / "there.npz"
    subprocess.run(
        [sys.executable, "-c", _CLIPS, str(ROOT), str(here)],
        check=True,
        env=without_svml(),
        timeout=PATIENCE_SECONDS,
    )
    ended = windows.script(_CLIPS, windows_path(ROOT), windows_path(there))
    assert ended.status == 0, ended
    with np.load(here) as ours, np.load(there) as theirs:
        assert set(ours) == set(theirs)
        apart = {name: _steps_apart(ours[name], theirs[name]) for name in ours}
    assert max(apart.values()) <= MOST_STEPS, apart


def _steps_apart(first: np.ndarray, second: np.ndarray) -> float:
    assert first.shape == second.shape
    assert np.abs(first).max() > 0.01
    return float(np.abs(first.astype(np.float64) - second).max() / STEP)
