"""Engines off this machine again."""

from __future__ import annotations

from tonekiln.protocol import EngineRemoved, RemoveEngine
from tonekiln.protocol.errors import Busy, InvalidRequest, NotFound
from tonekilnd.background import in_background
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.engines.checkpoints import remove
from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.libraries import environment
from tonekilnd.engines.model_cards.rows import folder_of, row_of
from tonekilnd.environments import is_environment
from tonekilnd.jobs.warm_engines.residency import Residency

from .engine_jobs import EngineJobs
from .rows import EngineRows


class Removing:
    """Lives on the event loop; deletes on a thread."""

    def __init__(
        self,
        jobs: EngineJobs,
        catalogue: EngineCatalogue,
        residency: Residency,
        rows: EngineRows,
        store: Store,
    ) -> None:
        self._jobs = jobs
        self._catalogue = catalogue
        self._residency = residency
        self._rows = rows
        self._store = store

    async def remove(self, request: RemoveEngine) -> EngineRemoved:
        """Let an engine's memory go, then its weights, and its libraries where that is asked for.

        Raises:
            Busy: it is being got just now.
            InvalidRequest: it is a folder of one's own.
            NotFound: nothing of it was fetched.
        """
        name = request.engine
        if folder_of(row_of(name)):
            raise InvalidRequest(
                f"{name} is a folder of your own: Tonekiln fetched nothing of it",
                field="engine",
                hint="`tonekiln rm` forgets it; the folder is yours to delete",
            )
        if job := self._jobs.job_of(name):
            raise Busy(f"{name} is being got ({job})", field="engine", hint="cancel that first")
        libraries = request.libraries and not self._others_need_them(name)
        if libraries and self._jobs.busy:
            raise Busy("an engine is being got: its libraries are needed", field="libraries")
        self._residency.pin(name, False)
        await self._residency.unload(name)
        if libraries:
            for facts in self._catalogue.known():
                if is_environment(facts.interpreter):
                    await self._residency.unload(facts.name)
        freed = await in_background(lambda: self._delete(name, libraries), "removing an engine")
        await self._catalogue.refresh()
        facts = await self._catalogue.read(name)
        return EngineRemoved(engine=self._rows.row(facts), freed_bytes=freed)

    def _others_need_them(self, engine: str) -> bool:
        return any(checkpoint.engine != engine for checkpoint in self._store.all())

    def _delete(self, name: str, libraries: bool) -> int:
        freed = environment.remove(self._store.home) if libraries else 0
        freed += remove.remove_unfinished(name, row_of(name).repo, self._store)
        try:
            freed += remove.remove(name, self._store)
        except NotFound:
            if not freed:
                raise
        return freed
