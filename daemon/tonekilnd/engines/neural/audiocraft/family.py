"""The engines that audiocraft runs, described without importing it."""

from __future__ import annotations

from ...contract import Engine, EngineSettings
from ...model_cards.rows import Row
from ..family import NeuralFamily


class AudiocraftFamily(NeuralFamily):
    """MusicGen, AudioGen and MAGNeT."""

    library = "audiocraft"
    revision = 1

    def _engine(self, row: Row, settings: EngineSettings) -> Engine:
        from .engine import AudiocraftEngine  # noqa: PLC0415 - heavy, worker only

        return AudiocraftEngine(row, settings)
