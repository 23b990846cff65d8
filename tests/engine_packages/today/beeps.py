"""Beeps on every beat: an engine in a package of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tonekiln.protocol import EngineKind, Readiness
from tonekiln.protocol.errors import UnknownEngine
from tonekilnd.domain import Take, TakeSpec
from tonekilnd.engines.contract import Callbacks, Engine, EngineFacts, EngineSettings

NAME, RATE = "beeps", 32_000


class BeepsFamily:
    """What the entry point names. Describing imports nothing heavy and loads nothing."""

    def describe(self, settings: EngineSettings) -> Sequence[EngineFacts]:
        return [
            EngineFacts(
                name=NAME,
                title="Beeps",
                kind=EngineKind.NEURAL,
                readiness=Readiness.ON_DISK,
                sample_rate=RATE,
                channels=1,
                longest_seconds=30.0,
                windows=True,
                exact=False,
                abilities=frozenset(),
                licence="MIT",
                licence_url="",
                non_commercial=False,
                memory_bytes=50_000_000,
                checkpoint="beeps-1",
            )
        ]

    def create(self, name: str, settings: EngineSettings) -> Engine:
        if name != NAME:
            raise UnknownEngine(f"this family has no engine {name}")
        return Beeps()


class Beeps:
    """The engine, in a worker process of its own."""

    def load(self, progress: Callable[[float, str], None]) -> None:
        progress(1.0, "ready")

    def generate(self, specs: Sequence[TakeSpec], callbacks: Callbacks) -> list[Take]:
        takes = []
        for number, spec in enumerate(specs):
            callbacks.step(number, len(specs))  # ends the batch where it was cancelled
            at = np.arange(spec.frames) - spec.pre_roll_frames
            since_beat = at % (60 * RATE / float(spec.bpm)) / RATE
            beep = np.sin(2 * np.pi * 880 * since_beat) * np.exp(-since_beat / 0.05)
            takes.append(Take(audio=beep[None].astype(np.float32), sample_rate=RATE))
        return takes

    def unload(self) -> None:
        pass
