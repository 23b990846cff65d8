"""Every operation as a conversation, written once for both clients.

A flow yields what to ask, is sent the reply, and returns the operation's result; the blocking
and the asyncio client differ only in how they carry the question.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias, TypeVar

import msgspec

from tonekiln.engine_names import from_here
from tonekiln.protocol import (
    Cancel,
    CancelDone,
    CancelEngineJob,
    Clip,
    ClipChunk,
    ClipDetails,
    ClipList,
    ClipPlaced,
    ClipState,
    ContinueEngineJob,
    EngineJob,
    EngineJobList,
    EngineList,
    EngineRemoved,
    EngineRow,
    EngineState,
    FetchClip,
    ForgetToken,
    GetStatus,
    KeepToken,
    ListEngineJobs,
    ListEngines,
    ListPresets,
    ListRoads,
    LoadEngine,
    MarkClip,
    Message,
    Ok,
    PauseEngineJob,
    PinEngine,
    Ping,
    PlaceClip,
    Pong,
    Preset,
    PresetList,
    PresetSaved,
    Received,
    RemoveClip,
    RemoveEngine,
    RoadList,
    SavePreset,
    SearchClips,
    ShowClip,
    Shutdown,
    Status,
    TokenState,
    UnloadEngine,
    Watch,
    limits,
)
from tonekiln.protocol.errors import InternalError

ResultT = TypeVar("ResultT")
MessageT = TypeVar("MessageT", bound=Message)


@dataclass(frozen=True, slots=True)
class Ask:
    """One question."""

    message: Message
    payload: tuple[bytes, ...] = ()


Flow: TypeAlias = Generator[Ask, Received, ResultT]


def _one(message: Message, reply: type[MessageT]) -> Flow[MessageT]:
    received = yield Ask(message)
    return expect(received, reply)


def expect(received: Received, reply: type[MessageT]) -> MessageT:
    """The reply of the kind that belongs. Raises InternalError for another."""
    if not isinstance(received.message, reply):
        raise InternalError(
            f"the daemon answered {received.message.kind} where {reply.kind} belongs"
        )
    return received.message


def ping() -> Flow[Pong]:
    """Whether the daemon is there, and which."""
    return _one(Ping(), Pong)


def status() -> Flow[Status]:
    """How the daemon stands."""
    return _one(GetStatus(), Status)


def cancel(job: str) -> Flow[bool]:
    """Stop a job; False when there was nothing left to stop."""
    done = yield from _one(Cancel(job=job), CancelDone)
    return done.stopped


def shutdown() -> Flow[Ok]:
    """End the daemon."""
    return _one(Shutdown(), Ok)


def watch(on: bool) -> Flow[Ok]:
    """Get everyone's events, or stop doing so."""
    return _one(Watch(on=on), Ok)


def engines() -> Flow[EngineList]:
    """Every engine."""
    return _one(ListEngines(), EngineList)


def load(engine: str) -> Flow[EngineRow]:
    """Make an engine warm."""
    return _engine_after(LoadEngine(engine=from_here(engine)))


def unload(engine: str) -> Flow[EngineRow]:
    """Give an engine's memory back."""
    return _engine_after(UnloadEngine(engine=from_here(engine)))


def pin(engine: str, pinned: bool) -> Flow[EngineRow]:
    """Keep an engine warm, or stop doing so."""
    return _engine_after(PinEngine(engine=from_here(engine), pinned=pinned))


def _engine_after(message: Message) -> Flow[EngineRow]:
    state = yield from _one(message, EngineState)
    return state.engine


def engine_jobs() -> Flow[EngineJobList]:
    """The jobs that get engines."""
    return _one(ListEngineJobs(), EngineJobList)


def pause_engine_job(job: str) -> Flow[EngineJob]:
    """Let a job that gets an engine stand."""
    return _one(PauseEngineJob(job=job), EngineJob)


def continue_engine_job(job: str) -> Flow[EngineJob]:
    """Go on with a paused one."""
    return _one(ContinueEngineJob(job=job), EngineJob)


def cancel_engine_job(job: str) -> Flow[bool]:
    """End one; False when it had ended."""
    done = yield from _one(CancelEngineJob(job=job), CancelDone)
    return done.stopped


def remove_engine(engine: str, libraries: bool) -> Flow[EngineRemoved]:
    """Delete an engine's weights, and the libraries where nothing else needs them."""
    return _one(RemoveEngine(engine=from_here(engine), libraries=libraries), EngineRemoved)


def keep_token(token: str, in_file: bool) -> Flow[TokenState]:
    """Keep the hub's token."""
    return _one(KeepToken(token=token, in_file=in_file), TokenState)


def forget_token() -> Flow[TokenState]:
    """Forget it."""
    return _one(ForgetToken(), TokenState)


def search(query: SearchClips) -> Flow[ClipList]:
    """One page of the library."""
    return _one(query, ClipList)


def search_all(query: SearchClips) -> Flow[ClipList]:
    """Every clip that fits, page by page."""
    clips: dict[str, Clip] = {}
    while True:
        page = yield from _one(
            msgspec.structs.replace(query, offset=len(clips), limit=limits.MAX_SEARCH_RESULTS),
            ClipList,
        )
        before = len(clips)
        clips.update((clip.clip_id, clip) for clip in page.clips)
        if len(clips) in (before, page.total):
            return ClipList(clips=tuple(clips.values()), total=page.total)


def show(clip_id: str) -> Flow[ClipDetails]:
    """A clip and its Plan."""
    return _one(ShowClip(clip_id=clip_id), ClipDetails)


def remove(clip_id: str) -> Flow[Clip]:
    """Delete a clip."""
    state = yield from _one(RemoveClip(clip_id=clip_id), ClipState)
    return state.clip


def mark(clip_id: str, pinned: bool | None, favourite: bool | None) -> Flow[Clip]:
    """Pin a clip or make it a favourite."""
    message = MarkClip(clip_id=clip_id, pinned=pinned, favourite=favourite)
    state = yield from _one(message, ClipState)
    return state.clip


def presets() -> Flow[PresetList]:
    """Every preset."""
    return _one(ListPresets(), PresetList)


def save_preset(preset: Preset, category: str) -> Flow[PresetSaved]:
    """Store a preset."""
    return _one(SavePreset(category=category, preset=preset), PresetSaved)


def fetch(clip_id: str, sink: BinaryIO) -> Flow[int]:
    """Copy a clip's file into `sink` over the wire; returns its bytes."""
    offset = 0
    while True:
        received = yield Ask(FetchClip(clip_id=clip_id, offset=offset))
        chunk = expect(received, ClipChunk)
        data = b"".join(received.payload)
        sink.write(data)
        offset += len(data)
        if offset >= chunk.file_bytes:
            return offset
        if not data:
            raise InternalError(f"clip {clip_id} broke off after {offset} bytes")


def roads() -> Flow[RoadList]:
    """Which DAWs take clips now."""
    return _one(ListRoads(), RoadList)


def place(request: PlaceClip) -> Flow[ClipPlaced]:
    """Put a clip onto a timeline."""
    return _one(request, ClipPlaced)
