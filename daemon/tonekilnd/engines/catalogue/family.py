"""The rows that one library runs, as a family of engines; described without importing it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from tonekiln.protocol.errors import UnknownEngine

from ..checkpoints.own_folders.row import row_in_its_folder
from ..contract import Engine, EngineFacts, EngineSettings
from ..model_cards.rows import Row, row_of, rows_of
from .facts import facts_of, folders_used, library_of, record_problems, recorded_now


class ManifestFamily(ABC):
    """A library's rows, and the folders of one's own that are run as they are.

    Attributes:
        library: its name in the model cards.
        revision: of our own code around it. Raise it when the same Plan gives other samples, and
            renew tests/vectors/samples.json, which notices.
    """

    library: ClassVar[str]
    revision: ClassVar[int]

    def names(self, settings: EngineSettings) -> Sequence[str]:
        """Every row, and every folder of one's own that was used before."""
        return [*(row.name for row in rows_of(self.library)), *folders_used(settings, self.library)]

    def describe(self, settings: EngineSettings) -> Sequence[EngineFacts]:
        """All of them."""
        return [self._facts(_row(name), settings) for name in self.names(settings)]

    def find(self, name: str, settings: EngineSettings) -> EngineFacts | None:
        """One row, or weights in a folder of one's own, `NAME:/path`, recorded when first found.

        Raises:
            InvalidRequest: the folder's path is not whole.
            EngineUnavailable: the folder holds no checkpoint that can be run, or what it names is
                missing.
        """
        if library_of(name) != self.library:
            return None
        row = _row(name)
        recorded_now(row, settings)
        return self._facts(row, settings)

    def problems(self, settings: EngineSettings) -> Sequence[str]:
        """What is wrong with the home's records."""
        return record_problems(settings)

    def create(self, name: str, settings: EngineSettings) -> Engine:
        """The engine of a row or of a folder; its library is imported now.

        Raises:
            UnknownEngine: the library runs none of that name.
        """
        if library_of(name) != self.library:
            raise UnknownEngine(f"{self.library} runs no {name}")
        return self._engine(_row(name), settings)

    def _facts(self, row: Row, settings: EngineSettings) -> EngineFacts:
        return facts_of(row, settings, self.revision, self._kernels)

    @abstractmethod
    def _kernels(self, precision: str, device: str) -> str:
        """The family of kernels that computes in a precision on a device of this machine."""

    @abstractmethod
    def _engine(self, row: Row, settings: EngineSettings) -> Engine:
        """The engine, not yet loaded."""


def _row(name: str) -> Row:
    """The row of a name, as its folder makes it where it has one."""
    return row_in_its_folder(row_of(name))
