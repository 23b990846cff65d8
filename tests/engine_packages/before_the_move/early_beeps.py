# mypy: ignore-errors
# A package as it was built for Tonekiln 0.1, when our modules lay elsewhere. Never brought up to
# date: that is what it is for.
import numpy as np
from tonekilnd.engines.base import EngineFacts

from tonekiln.protocol import EngineKind, Readiness
from tonekiln.protocol.errors import UnknownEngine
from tonekilnd.domain import Take
from tonekilnd.engines import base


class EarlyFamily:
    def describe(self, settings):
        assert isinstance(settings, base.EngineSettings)
        return [
            EngineFacts(
                name="early-beeps",
                title="Early beeps",
                kind=EngineKind.NEURAL,
                readiness=Readiness.ON_DISK,
                sample_rate=32_000,
                channels=1,
                longest_seconds=30.0,
                windows=True,
                exact=False,
                abilities=frozenset(),
                licence="MIT",
                licence_url="",
                non_commercial=False,
                memory_bytes=50_000_000,
                checkpoint="early-1",
            )
        ]

    def create(self, name, settings):
        if name != "early-beeps":
            raise UnknownEngine(name)
        return EarlyBeeps()


class EarlyBeeps:
    def load(self, progress):
        progress(1.0, "ready")

    def generate(self, specs, callbacks):
        from tonekilnd.engines.audiocraft.melody import melody_wave

        from tonekilnd.engines import stopping

        assert callable(melody_wave)
        takes = []
        for spec in specs:
            try:
                while spec.prompt == "until stopped":
                    stopping.check()
            except base.StopGenerating:
                callbacks.step(1, 1)  # raises it too
            beep = np.sin(np.arange(spec.frames) * 0.2) * (np.arange(spec.frames) % 16_000 < 2_000)
            takes.append(Take(audio=beep[None].astype(np.float32), sample_rate=32_000))
        return takes

    def unload(self):
        pass
