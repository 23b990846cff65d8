"""The engines that audiocraft runs, described without importing it."""

from __future__ import annotations

from ...catalogue.family import ManifestFamily
from ...contract import Engine, EngineSettings
from ...manifest.rows import Row


class AudiocraftFamily(ManifestFamily):
    """MusicGen, AudioGen and MAGNeT."""

    library = "audiocraft"

    def _engine(self, row: Row, settings: EngineSettings) -> Engine:
        from .engine import AudiocraftEngine  # noqa: PLC0415 - heavy, worker only

        return AudiocraftEngine(row, settings)
