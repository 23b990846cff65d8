"""Operations of the asyncio client that make no job: `flows` has them written out."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable
from typing import BinaryIO, TypeVar

from tonekiln.protocol import (
    Clip,
    ClipDetails,
    ClipList,
    ClipPlaced,
    EngineJob,
    EngineJobList,
    EngineList,
    EngineRemoved,
    EngineRow,
    PlaceClip,
    Pong,
    Preset,
    PresetList,
    PresetSaved,
    Received,
    RoadList,
    SearchClips,
    Status,
    TokenState,
)

from . import flows
from .flows import Flow
from .session import Session, Watcher

ResultT = TypeVar("ResultT")


class AsyncOperations(ABC):
    """Questions to the daemon. Each raises what `tonekiln.protocol.errors` lists."""

    _session: Session

    @property
    @abstractmethod
    def closed(self) -> bool:
        """Whether nothing can be asked any more."""

    @abstractmethod
    async def _run(self, flow: Flow[ResultT]) -> ResultT:
        """Carry a flow's questions to the daemon and the replies back."""

    @abstractmethod
    async def _until(self, there: Callable[[], bool]) -> None:
        """Carry messages until `there`."""

    async def cancel(self, job: str) -> bool:
        """Stop a job, whoever asked for it; False when there was nothing left to stop."""
        return await self._run(flows.cancel(job))

    async def ping(self) -> Pong:
        """Whether the daemon is there, and which."""
        return await self._run(flows.ping())

    async def status(self) -> Status:
        """How the daemon stands: queue, warm engines, library."""
        return await self._run(flows.status())

    async def engines(self) -> EngineList:
        """Every engine, usable or not."""
        return await self._run(flows.engines())

    async def load(self, engine: str) -> EngineRow:
        """Make an engine warm; returns when it is."""
        return await self._run(flows.load(engine))

    async def unload(self, engine: str) -> EngineRow:
        """Give an engine's memory back, after its running job."""
        return await self._run(flows.unload(engine))

    async def pin(self, engine: str, pinned: bool = True) -> EngineRow:
        """Keep an engine warm whatever else is asked for, or stop doing so."""
        return await self._run(flows.pin(engine, pinned))

    async def engine_jobs(self) -> EngineJobList:
        """The jobs that get engines, and where a token for gated weights is kept."""
        return await self._run(flows.engine_jobs())

    async def pause_engine_job(self, job: str) -> EngineJob:
        """Let a job that gets an engine stand, across restarts too."""
        return await self._run(flows.pause_engine_job(job))

    async def continue_engine_job(self, job: str) -> EngineJob:
        """Go on with a paused one where it stopped."""
        return await self._run(flows.continue_engine_job(job))

    async def cancel_engine_job(self, job: str) -> bool:
        """End one for everyone who asked for it; False when it had ended."""
        return await self._run(flows.cancel_engine_job(job))

    async def remove_engine(self, engine: str, *, libraries: bool = False) -> EngineRemoved:
        """Delete what was fetched for an engine; `libraries` too where nothing else needs them."""
        return await self._run(flows.remove_engine(engine, libraries))

    async def keep_token(self, token: str, *, in_file: bool = False) -> TokenState:
        """Keep a token of the Hugging Face hub in the keyring, or in a file where that is asked."""
        return await self._run(flows.keep_token(token, in_file))

    async def forget_token(self) -> TokenState:
        """Keep none."""
        return await self._run(flows.forget_token())

    async def search(self, query: SearchClips | None = None) -> ClipList:
        """One page of the library, newest first."""
        return await self._run(flows.search(query or SearchClips()))

    async def search_all(self, query: SearchClips | None = None) -> ClipList:
        """Every clip that fits, newest first."""
        return await self._run(flows.search_all(query or SearchClips()))

    async def show(self, clip_id: str) -> ClipDetails:
        """A clip and the Plan that made it."""
        return await self._run(flows.show(clip_id))

    async def remove(self, clip_id: str) -> Clip:
        """Delete a clip; a pinned one is refused."""
        return await self._run(flows.remove(clip_id))

    async def mark(
        self, clip_id: str, *, pinned: bool | None = None, favourite: bool | None = None
    ) -> Clip:
        """Pin a clip or make it a favourite."""
        return await self._run(flows.mark(clip_id, pinned, favourite))

    async def fetch(self, clip_id: str, sink: BinaryIO) -> int:
        """Copy a clip's file over the wire into `sink`; returns its bytes."""
        return await self._run(flows.fetch(clip_id, sink))

    async def presets(self) -> PresetList:
        """Every preset, the factory's and the user's."""
        return await self._run(flows.presets())

    async def save_preset(self, preset: Preset, category: str = "mine") -> PresetSaved:
        """Store a preset."""
        return await self._run(flows.save_preset(preset, category))

    async def roads(self) -> RoadList:
        """Which DAWs on the daemon's machine take clips now, best first."""
        return await self._run(flows.roads())

    async def place(self, request: PlaceClip) -> ClipPlaced:
        """Put a clip onto the timeline of a DAW on the daemon's machine."""
        return await self._run(flows.place(request))

    async def shutdown(self) -> None:
        """End the daemon; jobs that have not ended fail with a reason."""
        await self._run(flows.shutdown())

    async def watch(self) -> AsyncIterator[Received]:
        """Everyone else's events from now on, for as long as the iterator is read."""
        watcher = Watcher()
        self._session.watchers.append(watcher)
        try:
            await self._run(flows.watch(True))
            while True:
                await self._until(lambda: bool(watcher.events))
                yield watcher.events.popleft()
        except GeneratorExit:
            if self._session.watchers == [watcher] and not self.closed:
                await self._run(flows.watch(False))
            raise
        finally:
            self._session.watchers.remove(watcher)
