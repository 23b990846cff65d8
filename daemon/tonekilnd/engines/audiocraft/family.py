"""The engines that audiocraft runs, described without importing it."""

from __future__ import annotations

from ..base import Engine, EngineSettings
from ..manifest import Row
from ..manifest_family import ManifestFamily


class AudiocraftFamily(ManifestFamily):
    """MusicGen, AudioGen and MAGNeT."""

    library = "audiocraft"

    def _engine(self, row: Row, settings: EngineSettings) -> Engine:
        from .engine import AudiocraftEngine  # noqa: PLC0415 - heavy, worker only

        return AudiocraftEngine(row, settings)
