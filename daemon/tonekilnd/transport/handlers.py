"""What the daemon answers to each kind of request."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import tonekiln
from tonekiln import protocol as p
from tonekiln.in_the_way import renamed
from tonekiln.protocol import limits as limit
from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.engines.catalogue.suggestion import suggested
from tonekilnd.getting.rows import EngineRows
from tonekilnd.jobs.inputs import Inputs
from tonekilnd.jobs.intake import Intake
from tonekilnd.jobs.job import Job
from tonekilnd.jobs.outbox import Outbox
from tonekilnd.jobs.scheduler import Scheduler
from tonekilnd.jobs.warm_engines.residency import Residency
from tonekilnd.library.store import Library
from tonekilnd.planning.checks import check_search
from tonekilnd.presets import PresetShelf

from .dispatch import Handler, Reply
from .placing import Placing
from .programs import Programs


@dataclass(frozen=True, slots=True)
class DaemonFacts:
    """What does not change while the daemon runs."""

    daemon: str
    home: Path
    default_engine: str
    memory_budget_bytes: int
    osc_port: int | None
    started: float


class Handlers:
    """One method per request; each returns its reply or raises a typed error."""

    def __init__(
        self,
        *,
        facts: DaemonFacts,
        intake: Intake,
        inputs: Inputs,
        scheduler: Scheduler,
        residency: Residency,
        catalogue: EngineCatalogue,
        library: Library,
        presets: PresetShelf,
        placing: Placing,
        rows: EngineRows,
        outbox: Outbox,
        count_clients: Callable[[], int],
        forget_client: Callable[[bytes], None],
        programs: Programs,
        shut_down: Callable[[], None],
    ) -> None:
        self._facts = facts
        self._intake = intake
        self._inputs = inputs
        self._scheduler = scheduler
        self._residency = residency
        self._catalogue = catalogue
        self._library = library
        self._presets = presets
        self._placing = placing
        self._row = rows.row
        self._outbox = outbox
        self._count_clients = count_clients
        self._forget_client = forget_client
        self._programs = programs
        self._shut_down = shut_down

    def table(self) -> dict[type[p.Message], Handler]:
        """Which method answers which message."""
        return {
            p.Generate: self._take,
            p.Refit: self._take,
            p.Separate: self._take,
            p.Remake: self._take,
            p.Cancel: self._cancel,
            p.Upload: self._upload,
            p.Ping: self._ping,
            p.GetStatus: self._status,
            p.Watch: self._watch,
            p.Resume: self._resume,
            p.Leave: self._leave,
            p.Shutdown: self._shutdown,
            p.ListEngines: self._list_engines,
            p.LoadEngine: self._load,
            p.UnloadEngine: self._unload,
            p.PinEngine: self._pin,
            p.SearchClips: self._search,
            p.ShowClip: self._show,
            p.RemoveClip: self._remove,
            p.MarkClip: self._mark,
            p.FetchClip: self._fetch,
            p.ListPresets: self._list_presets,
            p.SavePreset: self._save_preset,
            p.ListRoads: self._list_roads,
            p.PlaceClip: self._place,
        }

    def _take(self, client: bytes, received: p.Received) -> Reply | Awaitable[Reply]:
        request = cast(p.ClipRequest, received.message)
        if self._intake.must_read(request):
            return self._intake.take_after_reading(request, received.id, client)
        return self._intake.take(request, received.id, client)

    def _cancel(self, _client: bytes, received: p.Received) -> Reply:
        return self._intake.cancel(cast(p.Cancel, received.message).job)

    def _upload(self, client: bytes, received: p.Received) -> Reply:
        if len(received.payload) != 1:
            raise InvalidRequest("an upload has one payload frame", field="payload", bound="1")
        upload = cast(p.Upload, received.message)
        return self._inputs.receive(client, upload, received.payload[0])

    def _ping(self, client: bytes, received: p.Received) -> Reply:
        program = cast(p.Ping, received.message).program
        if program is not None:
            self._programs.heard(client, program)
        return p.Pong(
            daemon=self._facts.daemon,
            version=tonekiln.__version__,
            last_event=self._outbox.last_number,
        )

    def _status(self, _client: bytes, _received: p.Received) -> Reply:
        room = self._library.room()
        inputs, inputs_bytes = self._inputs.usage()
        return p.Status(
            daemon=self._facts.daemon,
            version=tonekiln.__version__,
            pid=os.getpid(),
            uptime_seconds=time.monotonic() - self._facts.started,
            home=str(self._facts.home),
            library=str(self._library.folder),
            clips=room.clips,
            library_bytes=room.used_bytes,
            library_quota_bytes=room.quota_bytes,
            jobs=tuple(_job_row(job, place) for job, place in self._scheduler.places()),
            warm=self._residency.warm(),
            memory_budget_bytes=self._facts.memory_budget_bytes,
            clients=self._count_clients(),
            osc_port=self._facts.osc_port,
            problems=(
                *renamed(),
                *self._library.problems,
                *self._catalogue.problems,
                *self._presets.problems(),
            ),
            inputs=inputs,
            inputs_bytes=inputs_bytes,
            programs=self._programs.present(),
        )

    def _watch(self, client: bytes, received: p.Received) -> Reply:
        self._outbox.watch(client, cast(p.Watch, received.message).on)
        return p.Ok(last_event=self._outbox.last_number)

    def _resume(self, client: bytes, received: p.Received) -> Reply:
        self._outbox.resume(client, cast(p.Resume, received.message).after)
        return p.Ok(last_event=self._outbox.last_number)

    def _leave(self, client: bytes, _received: p.Received) -> Reply:
        self._forget_client(client)
        return p.Ok(last_event=self._outbox.last_number)

    def _shutdown(self, _client: bytes, _received: p.Received) -> Reply:
        self._shut_down()
        return p.Ok(last_event=self._outbox.last_number)

    async def _list_engines(self, _client: bytes, _received: p.Received) -> Reply:
        rows = tuple(self._row(facts) for facts in await self._catalogue.refresh())
        return p.EngineList(
            engines=rows,
            default=self._facts.default_engine,
            problems=self._catalogue.problems,
            suggested=suggested(rows),
        )

    async def _load(self, _client: bytes, received: p.Received) -> Reply:
        facts = await self._catalogue.read(cast(p.LoadEngine, received.message).engine)
        lease = await self._residency.acquire(facts, lambda _done, _what: None)
        lease.release()
        return p.EngineState(engine=self._row(facts))

    async def _unload(self, _client: bytes, received: p.Received) -> Reply:
        facts = await self._catalogue.read(cast(p.UnloadEngine, received.message).engine)
        self._residency.pin(facts.name, False)
        await self._residency.unload(facts.name)
        return p.EngineState(engine=self._row(facts))

    async def _pin(self, _client: bytes, received: p.Received) -> Reply:
        request = cast(p.PinEngine, received.message)
        facts = await self._catalogue.read(request.engine)
        if request.pinned:
            lease = await self._residency.acquire(facts, lambda _done, _what: None)
            lease.release()
        self._residency.pin(facts.name, request.pinned)
        return p.EngineState(engine=self._row(facts))

    async def _search(self, _client: bytes, received: p.Received) -> Reply:
        query = cast(p.SearchClips, received.message)
        check_search(query)
        clips, total = await self._library.look_for(query)
        return p.ClipList(clips=tuple(clips), total=total)

    def _show(self, _client: bytes, received: p.Received) -> Reply:
        clip = self._library.find(cast(p.ShowClip, received.message).clip_id)
        return p.ClipDetails(
            clip=clip,
            plan=self._intake.plan_of(clip),
            file_exists=Path(clip.path).exists(),
        )

    def _remove(self, _client: bytes, received: p.Received) -> Reply:
        state = self._library.remove(cast(p.RemoveClip, received.message).clip_id)
        self._inputs.clip_removed(state.clip.plan_id)
        return state

    def _mark(self, _client: bytes, received: p.Received) -> Reply:
        request = cast(p.MarkClip, received.message)
        return self._library.mark(request.clip_id, request.pinned, request.favourite)

    def _fetch(self, _client: bytes, received: p.Received) -> Reply:
        request = cast(p.FetchClip, received.message)
        chunk, size = self._library.read_chunk(
            request.clip_id, request.offset, limit.MAX_CHUNK_BYTES
        )
        reply = p.ClipChunk(clip_id=request.clip_id, offset=request.offset, file_bytes=size)
        return reply, [chunk]

    def _list_presets(self, _client: bytes, _received: p.Received) -> Reply:
        return p.PresetList(presets=self._presets.rows(), problems=self._presets.problems())

    def _save_preset(self, _client: bytes, received: p.Received) -> Reply:
        request = cast(p.SavePreset, received.message)
        row, path = self._presets.save(request.category, request.preset)
        return p.PresetSaved(row=row, path=str(path))

    async def _list_roads(self, _client: bytes, _received: p.Received) -> Reply:
        return await self._placing.roads()

    async def _place(self, _client: bytes, received: p.Received) -> Reply:
        return await self._placing.place(cast(p.PlaceClip, received.message), received.id)


def _job_row(job: Job, place: int) -> p.JobRow:
    return p.JobRow(
        job=job.id,
        engine=job.plan.engine,
        state=job.state,
        fraction=job.fraction,
        place=place,
        eta_ms=job.eta_ms,
    )
