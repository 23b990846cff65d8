"""What an engine lacks on this machine, and the commands that bring it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.engines.checkpoints import adopt
from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.contract import EngineSettings
from tonekilnd.engines.libraries import bringing
from tonekilnd.engines.libraries.install import NEEDED
from tonekilnd.engines.libraries.needs import missing_packages
from tonekilnd.engines.model_cards.rows import Row, folder_of, libraries
from tonekilnd.environments import current, is_environment, run_module


@dataclass(frozen=True, slots=True)
class Lack:
    """What has to come.

    Attributes:
        libraries: the model libraries.
        weights: the engine's own, from the hub or a folder.
    """

    libraries: bool
    weights: bool


class Needs:
    """Looks at the disk, so it is asked on a thread."""

    requirements: Path = NEEDED.parent
    trial: str = bringing.TRIAL

    def __init__(self, settings: EngineSettings) -> None:
        self._settings = settings

    def lack(self, row: Row | None) -> Lack:
        """What a row, or the libraries alone, lack.

        Raises:
            EngineUnavailable: it cannot be brought: another Python is its owner's business, a
                folder of one's own holds what it holds.
        """
        if row is None:
            missing = any(self._missing(one.name) for one in libraries())
            return Lack(missing or self._outdated(), weights=False)
        store = Store(self._settings.home)
        located = adopt.located(row, store)
        if located.missing is not None and folder_of(row):
            raise located.missing
        unfinished = store.begun(row.name)  # all may be there, and not yet be checked and recorded
        return Lack(self._missing(row.library), weights=located.missing is not None or unfinished)

    def bring_libraries(self, folder: str) -> list[str]:
        """The command that does, with wheels of a folder where one is named."""
        return [
            *run_module(bringing.__name__),
            f"--home={self._settings.home}",
            f"--requirements={self.requirements}",
            f"--trial={self.trial}",
            *([f"--folder={folder}"] if folder else []),
        ]

    def bring_weights(self, row: Row, folder: str) -> list[str]:
        """The command that fetches them, or takes a folder's; its libraries have to be here."""
        python = self._settings.of_family(_family(row.library)).interpreter
        command = [*run_module("tonekilnd.engines.checkpoints", python)]
        command += ["adopt"] if folder else ["pull"]
        command += [f"--home={self._settings.home}", "--json", "--lifeline"]
        return [*command, *(["--within", row.name, folder] if folder else [row.name])]

    def _outdated(self) -> bool:
        """Whether an environment was brought, by a version that brought others."""
        found = current(self._settings.home)
        wanted = bringing.Requirements.in_folder(self.requirements).digest
        return bool(found.folder) and found.requirements != wanted

    def _missing(self, library: str) -> bool:
        python = self._settings.of_family(_family(library)).interpreter
        missing = missing_packages(library, python)
        if missing and python and not is_environment(python):
            raise EngineUnavailable(
                f"{python}, which the setting `interpreters` names, lacks {', '.join(missing)}",
                hint=f"run `tonekiln engines install --python {python}`",
            )
        return bool(missing)


def _family(library: str) -> str:
    return library.replace("_", "-")
