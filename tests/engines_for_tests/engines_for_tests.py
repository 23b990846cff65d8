"""A third-party engine family, found by entry point: engines that behave and engines that don't.

The daemon's tests put this folder on PYTHONPATH; real worker processes then load it.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import psutil

from tonekiln.protocol import Ability, EngineKind, Readiness
from tonekiln.protocol.errors import EngineUnavailable, OutOfMemory, UnknownEngine
from tonekilnd.domain import Take, TakeSpec
from tonekilnd.engines.contract import Callbacks, Engine, EngineFacts, EngineSettings
from tonekilnd.engines.neural.audiocraft.melody import melody_wave
from tonekilnd.inputs.audio import read_audio

MEGABYTE = 2**20
NAMES = (
    "clicks",  # neural-like: detuned clicks at its own rate, to be fitted
    "slow",  # many steps; stops when cancelled
    "heavy",  # loads for minutes
    "stuck",  # one step that never ends: only a kill helps
    "crash",  # dies in the middle
    "hungry",  # out of memory, always
    "greedy",  # out of memory while any other engine is warm
    "broken",  # raises
    "unloadable",  # fails while loading
    "silent",  # a take of zeros
    "nan",  # not a number
    "to-pull",  # weights are not here
    "listener",  # takes audio and melodies, and gives their levels back
)
_LISTENING = frozenset({Ability.INIT, Ability.CONTINUATION, Ability.MELODY})


class TestFamily:
    """Describes and makes the engines above."""

    __test__ = False

    def describe(self, settings: EngineSettings) -> Sequence[EngineFacts]:
        recorded = [record.read_text() for record in _records(settings).glob("*.test")]
        return [_facts(name) for name in (*NAMES, *recorded)]

    def find(self, name: str, settings: EngineSettings) -> EngineFacts | None:
        """`folder:/path` is an engine whose weights, the file at /path, are read and recorded."""
        family, _, path = name.partition(":")
        if family != "folder":
            return None
        if not Path(path).exists():
            raise EngineUnavailable(f"{path} holds no checkpoint", hint="name another folder")
        digest = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        _records(settings).mkdir(parents=True, exist_ok=True)
        (_records(settings) / f"{digest}.test").write_text(name)
        return _facts(name)

    def create(self, name: str, settings: EngineSettings) -> Engine:
        if name not in NAMES and not name.startswith("folder:"):
            raise UnknownEngine(f"no test engine is called {name}")
        return TestEngine(name)


def _records(settings: EngineSettings) -> Path:
    return settings.home / "checkpoints"


def _facts(name: str) -> EngineFacts:
    return EngineFacts(
        name=name,
        title=f"Test engine {name}",
        kind=EngineKind.NEURAL,
        readiness=Readiness.TO_PULL if name == "to-pull" else Readiness.ON_DISK,
        fix="tonekiln pull to-pull" if name == "to-pull" else "",
        sample_rate=32_000,
        channels=1,
        longest_seconds=30.0,
        windows=True,
        exact=False,
        abilities=frozenset({Ability.GUIDANCE, Ability.PREVIEW})
        | (_LISTENING if name == "listener" else frozenset()),
        licence="CC-BY-NC 4.0",
        licence_url="https://creativecommons.org/licenses/by-nc/4.0/",
        non_commercial=True,
        memory_bytes=(80 if name == "hungry" else 40) * MEGABYTE,
        checkpoint=f"{name}-1",
    )


_HEAVY_SECONDS = 600.0
"""Of loading; likewise."""

_SLOW_STEPS = 60_000
"""Ten minutes: whoever asks for it stops it, however busy the machine is."""


class TestEngine:
    """One engine, by name."""

    __test__ = False

    def __init__(self, name: str) -> None:
        self._name = name

    def load(self, progress: Callable[[float, str], None]) -> None:
        progress(0.5, "half way")
        if self._name == "heavy":
            threading.Event().wait(_HEAVY_SECONDS)
        if self._name == "unloadable":
            raise OSError("the checkpoint is damaged: model.safetensors")

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        match self._name:
            case "slow":
                for step in range(_SLOW_STEPS):
                    callbacks.step(step, _SLOW_STEPS)
                    threading.Event().wait(0.01)
            case "stuck":
                threading.Event().wait()
            case "crash":
                callbacks.step(1, 2)
                os._exit(9)
            case "hungry":
                raise OutOfMemory("too large", hint="choose a smaller one")
            case "greedy" if len(psutil.Process().parent().children()) > 1:
                raise MemoryError
            case "broken":
                raise ValueError("a tensor has the wrong shape")
        takes = []
        for variation, spec in enumerate(specs):
            audio = _audio(self._name, spec)
            callbacks.preview(variation, 0, audio[:, :8000], 32_000)
            callbacks.step(variation + 1, len(specs))
            takes.append(Take(audio=audio, sample_rate=32_000))
        return takes

    def unload(self) -> None:
        pass


def _audio(name: str, spec: TakeSpec) -> np.ndarray:
    audio = np.zeros((1, spec.frames), np.float32)
    if name == "listener":
        return _heard(spec)
    if name == "silent":
        return audio
    if name == "nan":
        return audio + np.float32("nan")
    random = np.random.default_rng(spec.seed)
    period = 60 / (float(spec.bpm) * 1.02)
    hit = np.exp(-np.arange(6400) / 800) * random.standard_normal(6400) * 0.3
    for beat in np.arange(0.0, spec.frames / 32_000, period):
        at = round(beat * 32_000)
        part = audio[0, at : at + len(hit)]
        part += hit[: len(part)].astype(np.float32)
    return audio


def _heard(spec: TakeSpec) -> np.ndarray:
    """Its inputs, mixed, repeated to the take's length."""
    parts = [
        read_audio(given, 32_000, 1, field)
        for field, given in (("init", spec.init), ("continuation", spec.continuation))
        if given is not None
    ]
    if spec.melody is not None:
        grid = {"bpm": spec.bpm, "meter": spec.time_signature}
        parts.append(melody_wave(spec.melody, 32_000, **grid))
    looped = [np.resize(part, (1, spec.frames)) for part in parts]
    return np.sum(looped, axis=0, dtype=np.float32) if looped else _audio("clicks", spec)
