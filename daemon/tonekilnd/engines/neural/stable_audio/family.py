"""The engines that stable-audio-tools runs, described without importing it."""

from __future__ import annotations

from ...contract import Engine, EngineSettings
from ...model_cards.rows import Row
from ..family import NeuralFamily


class StableAudioFamily(NeuralFamily):
    """Stable Audio Open Small and 1.0."""

    library = "stable_audio"
    revision = 2

    def _engine(self, row: Row, settings: EngineSettings) -> Engine:
        from .engine import StableAudioEngine  # noqa: PLC0415 - heavy, worker only

        return StableAudioEngine(row, settings)
