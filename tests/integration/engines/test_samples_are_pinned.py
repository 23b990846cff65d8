"""A mend that changes samples raises a revision, so that it changes Plans.

What `vectors/samples.json` keeps are envelopes: enough to see that a take lies elsewhere, is
longer, louder or of other notes, and the same on any processor. Renew it, with the revision
raised, by
`TONEKILN_WRITE_VECTORS=1 python -m pytest tests/integration/engines/test_samples_are_pinned.py`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from tests.material import RATE, clip_frames, drum_take, pad, take_spec

from tonekilnd.domain import FitSettings, Take
from tonekilnd.engines.contract import Callbacks
from tonekilnd.engines.neural.audiocraft.family import AudiocraftFamily
from tonekilnd.engines.neural.stable_audio.family import StableAudioFamily
from tonekilnd.engines.sketch.engine import SketchEngine
from tonekilnd.fit import fit_take
from tonekilnd.fit.revision import REVISION

FILE = Path(__file__).parents[2] / "vectors" / "samples.json"
WRITING = bool(os.environ.get("TONEKILN_WRITE_VECTORS"))
SLICES = 64
TOLERANCE = 0.02
"""Of the loudest slice: far more than processors differ by, far less than a change is heard by."""


def fitted(detune: float) -> np.ndarray:
    audio = drum_take(3, asked=120, detune=detune, bars=2).audio
    spec = take_spec(bpm=120, bars=2, audio=audio, pre_roll=RATE // 2)
    return _fit(audio, spec, clip_frames(2, 120, 48_000))


def fitted_one_shot() -> np.ndarray:
    audio = pad(5, seconds=1.0)
    return _fit(audio, take_spec(bpm=120, bars=None, audio=audio, one_shot=True), 40_000)


def _fit(audio: np.ndarray, spec: Any, frames: int) -> np.ndarray:
    take = Take(audio=audio, sample_rate=spec.sample_rate)
    settings = FitSettings()
    return fit_take(
        take, spec, frames=frames, sample_rate=48_000, settings=settings, exact=False
    ).audio


def model(name: str, **asked: Any) -> np.ndarray:
    pytest.importorskip("torch", reason="the model libraries are not installed: make models")
    from tests.tiny_checkpoints.asking import take_of

    return take_of(name, **asked)


def sketch(**asked: Any) -> np.ndarray:
    """Without a SoundFont, which not every machine has."""
    spec = take_spec(bpm=120, rate=24_000, audio=np.zeros((2, 96_000), np.float32), **asked)
    return SketchEngine().generate([spec], Callbacks(lambda *_: None, lambda *_: None))[0].audio


def noise(folder: Path, rate: int) -> Any:
    from tests.tiny_checkpoints.asking import noise_file

    return noise_file(folder, rate, 0.75)


SKETCH_REVISION = 1
"""Sketch's Plans follow its sources by themselves (`rules.py`); raised when samples change."""

CASES: dict[str, tuple[int, Callable[[Path], np.ndarray]]] = {
    "fit: drums stretched": (REVISION, lambda _: fitted(0.03)),
    "fit: drums resampled": (REVISION, lambda _: fitted(0.0005)),
    "fit: a one-shot": (REVISION, lambda _: fitted_one_shot()),
    "stable_audio": (
        StableAudioFamily.revision,
        lambda _: model("stable-audio-open-small", seconds=1.0, steps=3),
    ),
    "stable_audio: initial audio": (
        StableAudioFamily.revision,
        lambda folder: model(
            "stable-audio-open-small",
            seconds=1.0,
            steps=3,
            pre_roll_frames=11_025,
            bars=1,
            strength=0.3,
            init=noise(folder, 44_100),
        ),
    ),
    "audiocraft": (AudiocraftFamily.revision, lambda _: model("musicgen-small", seconds=0.5)),
    "audiocraft: continuation": (
        AudiocraftFamily.revision,
        lambda folder: model(
            "musicgen-small", seconds=0.5, pre_roll_frames=3_200, continuation=noise(folder, 32_000)
        ),
    ),
    "audiocraft: masked": (
        AudiocraftFamily.revision,
        lambda _: model("magnet-small-10secs", seconds=0.5, steps=4),
    ),
    "stable_audio: v-diffusion": (
        StableAudioFamily.revision,
        lambda _: model("stable-audio-open-1.0", seconds=1.0, steps=3),
    ),
    "sketch: a beat": (SKETCH_REVISION, lambda _: sketch(prompt="dusty boom bap", bars=2)),
    "sketch: chords in a key": (
        SKETCH_REVISION,
        lambda _: sketch(prompt="warm analog pad, slow", bars=2, key="F# minor", seed=3),
    ),
    "sketch: a one-shot": (
        SKETCH_REVISION,
        lambda _: sketch(prompt="deep kick", bars=None, one_shot=True),
    ),
}


def envelope(audio: np.ndarray) -> list[float]:
    """The level of each of 64 slices, all channels together."""
    parts = np.array_split(audio.astype(np.float64), SLICES, axis=1)
    return [round(float(np.sqrt(np.mean(part**2))), 5) for part in parts]


@pytest.fixture(scope="module")
def kept():
    known = {} if WRITING or not FILE.exists() else json.loads(FILE.read_text("utf-8"))
    yield known
    if WRITING:
        FILE.write_text(json.dumps(known, indent=1) + "\n", "utf-8")


@pytest.mark.parametrize("name", CASES)
def test_the_samples_of_a_revision_stay_what_they_are(name, kept, tmp_path) -> None:
    revision, made = CASES[name]
    audio = made(tmp_path)
    now = {"revision": revision, "frames": audio.shape[1], "envelope": envelope(audio)}
    if WRITING:
        kept[name] = now
        return
    then = kept[name]
    assert then["revision"] == revision, "renew the vectors of a raised revision"
    assert then["frames"] == now["frames"], "other lengths: raise the revision"
    apart = np.abs(np.subtract(then["envelope"], now["envelope"])).max()
    assert apart <= TOLERANCE * max(then["envelope"]), "other samples: raise the revision"
