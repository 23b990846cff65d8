"""The engines that audiocraft runs, described without importing it."""

from __future__ import annotations

from collections.abc import Sequence

from ..base import Engine, EngineFacts, EngineSettings
from ..facts import facts_of, facts_of_folder, with_folders
from ..manifest import row_of, rows_of

LIBRARY = "audiocraft"


class AudiocraftFamily:
    """MusicGen, AudioGen and MAGNeT."""

    def describe(self, settings: EngineSettings) -> Sequence[EngineFacts]:
        """Every row, and every folder of one's own that was used before."""
        return [
            facts_of(row, settings) for row in with_folders(rows_of(LIBRARY), settings, LIBRARY)
        ]

    def find(self, name: str, settings: EngineSettings) -> EngineFacts | None:
        """An engine on weights in a folder of one's own, `NAME:/path`; recorded when found."""
        return facts_of_folder(name, settings, LIBRARY)

    def create(self, name: str, settings: EngineSettings) -> Engine:
        """The engine of a row, or of a folder (`musicgen:/path`); its library is imported now."""
        from .engine import AudiocraftEngine  # noqa: PLC0415 - heavy, worker only

        return AudiocraftEngine(row_of(name), settings)
