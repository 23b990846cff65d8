"""The rows that one library runs, as a family of engines; described without importing it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from .base import Engine, EngineFacts, EngineSettings
from .facts import facts_of, facts_of_folder, with_folders
from .manifest import Row, row_of, rows_of


class ManifestFamily(ABC):
    """A library's rows, and the folders of one's own that are run as they are."""

    library: ClassVar[str]

    def describe(self, settings: EngineSettings) -> Sequence[EngineFacts]:
        """Every row, and every folder of one's own that was used before."""
        rows = with_folders(rows_of(self.library), settings, self.library)
        return [facts_of(row, settings) for row in rows]

    def find(self, name: str, settings: EngineSettings) -> EngineFacts | None:
        """An engine on weights in a folder of one's own, `NAME:/path`; recorded when found."""
        return facts_of_folder(name, settings, self.library)

    def create(self, name: str, settings: EngineSettings) -> Engine:
        """The engine of a row or of a folder; its library is imported now."""
        return self._engine(row_of(name), settings)

    @abstractmethod
    def _engine(self, row: Row, settings: EngineSettings) -> Engine:
        """The engine, not yet loaded."""
