"""Short ways to ask engines for takes in tests."""

from __future__ import annotations

import functools
import os
import tempfile
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any
from unittest import mock

import mido
import numpy as np
import soundfile
from tests.tiny_checkpoints import hub

from tonekilnd.domain import InputFile, TakeSpec
from tonekilnd.engines.contract import Callbacks, Engine, EngineSettings, StopGenerating
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.engines.neural.audiocraft.family import AudiocraftFamily
from tonekilnd.engines.neural.stable_audio.family import StableAudioFamily

FAMILIES = {"audiocraft": AudiocraftFamily(), "stable_audio": StableAudioFamily()}

ONE_OF_EACH = [
    "musicgen-small",
    "musicgen-stereo-melody",
    "audiogen-medium",
    "magnet-small-10secs",
    "stable-audio-open-small",
    "stable-audio-open-1.0",
]
"""Rows that differ in what their engine does."""


@functools.cache
def loaded(name: str, *, pickled: bool = False, precision: str = "fp32") -> Engine:
    """A row's engine on its tiny checkpoint, found in a Hugging Face cache; loaded once."""
    home = Path(tempfile.mkdtemp(dir=hub._root()))
    settings = EngineSettings(home=home, threads=1, device="cpu", precision=precision)
    with mock.patch.dict(os.environ, HF_HUB_CACHE=str(hub.hub_cache(pickled=pickled))):
        engine = FAMILIES[row_of(name).library].create(name, settings)
        engine.load(lambda _done, _what: None)
    return engine


def spec_of(name: str, **fields: Any) -> TakeSpec:
    """A second of a take, unless said otherwise; never made again."""
    rate = row_of(name).sample_rate
    seconds = fields.pop("seconds", 1.0)
    given = {
        "prompt": "warm analog pad",
        "negative": "",
        "seed": 42,
        "sample_rate": rate,
        "frames": round(seconds * rate),
        "pre_roll_frames": 0,
        "bpm": Decimal(120),
        "meter": "4/4",
        "bars": None,
        "key": None,
        "retake": False,
    }
    return TakeSpec(**(given | fields))


@dataclass
class Heard:
    """What an engine called back; stops it at a step, if asked to."""

    stop_at: int | None = None
    steps: list[tuple[int, int]] = field(default_factory=list)
    previews: list[tuple[int, int, np.ndarray]] = field(default_factory=list)

    def callbacks(self) -> Callbacks:
        return Callbacks(self._step, self._preview)

    def _step(self, done: int, of: int) -> None:
        self.steps.append((done, of))
        if done == self.stop_at:
            raise StopGenerating

    def _preview(self, variation: int, start: int, audio: np.ndarray, _rate: int) -> None:
        self.previews.append((variation, start, audio))


def take_of(name: str, *, pickled: bool = False, **fields: Any) -> np.ndarray:
    """One take's audio."""
    engine = loaded(name, pickled=pickled)
    return engine.generate([spec_of(name, **fields)], Heard().callbacks())[0].audio


def noise_file(folder: Path, rate: int, seconds: float, channels: int = 2) -> InputFile:
    """A WAV of quiet noise."""
    random = np.random.default_rng(1)
    samples = random.standard_normal((round(rate * seconds), channels)).astype(np.float32) * 0.1
    file = folder / "input.wav"
    soundfile.write(file, samples, rate, subtype="FLOAT")
    return InputFile(path=str(file), sha256="0" * 64)


def midi_file(path: Path, pitches: list[int]) -> InputFile:
    """Quarter notes one after another."""
    track = mido.MidiTrack()
    for pitch in pitches:
        track.append(mido.Message("note_on", note=pitch, velocity=100, time=0))
        track.append(mido.Message("note_off", note=pitch, time=960))
    file = mido.MidiFile(tracks=[track])
    file.save(path)
    return InputFile(path=str(path), sha256="0" * 64)
