"""One client's conversation with the daemon, without a socket: what to send, what came.

The blocking and the asyncio client share it. They carry frames between their socket and
`outgoing` and `take`, and call `stir` when nothing has come for a while.
"""

from __future__ import annotations

import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from tonekiln.protocol import (
    Failure,
    GetEngine,
    Leave,
    Message,
    Ping,
    PlaceClip,
    Pong,
    Received,
    RemoveClip,
    RemoveEngine,
    Resume,
    Shutdown,
    UndecodableMessage,
    Watch,
    decode,
    encode,
    limits,
)
from tonekiln.protocol.errors import InternalError, InvalidRequest

from .engine_jobs import EngineJobRecord
from .jobs import ClipJobRecord

RecordT = TypeVar("RecordT", ClipJobRecord, EngineJobRecord)

_ONCE_ONLY = (RemoveClip, RemoveEngine, PlaceClip, Shutdown)
"""A second one, to another daemon, would be answered otherwise than the first."""

_MOST_UNREAD = 10_000
"""Events that are kept for a watcher who does not read them."""


@dataclass(slots=True)
class Call:
    """A request on its way.

    Attributes:
        repeatable: whether sending it twice does what sending it once does.
    """

    id: str
    frames: list[bytes]
    repeatable: bool
    reply: Received | None = None

    def answer(self) -> Received:
        """The reply that has come. Raises the failure when it is one."""
        if self.reply is None:
            raise InternalError(f"request {self.id} has no answer yet")
        if isinstance(self.reply.message, Failure):
            raise self.reply.message.exception()
        return self.reply


@dataclass(slots=True, eq=False)
class Watcher:
    """Someone who looks at other clients' jobs, and what there is for them to see."""

    events: deque[Received] = field(default_factory=lambda: deque(maxlen=_MOST_UNREAD))


class Session:
    """The state of one conversation.

    Attributes:
        client: the routing id.
        outgoing: messages to be sent, oldest first.
        watchers: who gets the events of other clients' jobs.
        last_event: the newest event's number.
    """

    def __init__(self, client: bytes | None = None) -> None:
        self.client = client or f"cli-{uuid.uuid4().hex[:16]}".encode()
        self.outgoing: deque[list[bytes]] = deque()
        self.watchers: list[Watcher] = []
        self.last_event = 0
        self._calls: dict[str, Call] = {}
        self._jobs: dict[str, ClipJobRecord | EngineJobRecord] = {}
        self._daemon = ""

    def ask(self, message: Message, payload: Sequence[bytes] = ()) -> Call:
        """Queue a request; its `reply` is set when it has come.

        Raises:
            InvalidRequest: a text that is not UTF-8.
        """
        name = fresh_id()
        repeatable = not isinstance(message, _ONCE_ONLY)
        call = Call(name, _frames(message, name, payload), repeatable)
        self._calls[name] = call
        self.outgoing.append(call.frames)
        return call

    def forget(self, call: Call) -> None:
        """Nobody waits for this call any more."""
        self._calls.pop(call.id, None)

    def start(self, message: Message, job: str | None = None) -> ClipJobRecord:
        """Queue a request that makes a job; the same `job` again is the same job.

        Raises:
            InvalidRequest: a text that is not UTF-8.
        """
        name = job or f"job-{uuid.uuid4().hex[:12]}"
        return self._follow(ClipJobRecord(name, _frames(message, name)))

    def start_getting(self, message: GetEngine, job: str | None = None) -> EngineJobRecord:
        """Queue a request that gets an engine; the same `job` again is the same job.

        Raises:
            InvalidRequest: a text that is not UTF-8.
        """
        name = job or f"get-{uuid.uuid4().hex[:12]}"
        return self._follow(EngineJobRecord(name, _frames(message, name)))

    def _follow(self, record: RecordT) -> RecordT:
        self._jobs[record.id] = record
        self.outgoing.append(record.frames)
        return record

    def take(self, frames: Sequence[bytes]) -> None:
        """Take one message from the daemon; one that cannot be read is passed over."""
        try:
            received = decode(frames, most_header_bytes=limits.MAX_REPLY_HEADER_BYTES)
        except UndecodableMessage as unreadable:
            self._refuse(unreadable)
            return
        self.last_event = max(self.last_event, received.seq or 0)
        if isinstance(received.message, Pong):
            self._note_daemon(received.message)
        self._route(received)

    def leaving(self) -> list[bytes]:
        """What is sent last: that nobody need count this client any more."""
        return _frames(Leave(), fresh_id())

    def stir(self) -> None:
        """Nothing came for a while: ask whether the daemon is there, and what it may have lost."""
        self.outgoing.append(_frames(Ping(), fresh_id()))
        for job in self._jobs.values():
            job.silences += 1
        self.outgoing.extend(job.frames for job in self._jobs.values() if job.unsettled)

    def reconnected(self) -> None:
        """The socket is a new one: whatever was under way may have been lost."""
        self.outgoing.clear()
        self.outgoing.append(_frames(Ping(), fresh_id()))
        if self.watchers:
            self.outgoing.append(_frames(Watch(), fresh_id()))
        if self._jobs or self.watchers:
            self.outgoing.append(_frames(Resume(after=self.last_event), fresh_id()))
        self.outgoing.extend(
            call.frames for call in self._calls.values() if call.repeatable and not call.reply
        )
        self.outgoing.extend(job.frames for job in self._jobs.values() if not job.ended)

    def _note_daemon(self, pong: Pong) -> None:
        other = self._daemon not in ("", pong.daemon)
        self._daemon = pong.daemon
        if other:
            self.reconnected()

    def _route(self, received: Received) -> None:
        parent = received.parent or self._only_asker(received)
        if parent in self._jobs:
            self._jobs[parent].take(received)
            if self._jobs[parent].ended:
                del self._jobs[parent]
        elif parent in self._calls:
            self._calls[parent].reply = received
        elif received.seq is not None:
            for watcher in self.watchers:
                watcher.events.append(received)

    def _only_asker(self, received: Received) -> str:
        """Whom an error without a parent is for: the daemon could not read who asked."""
        waiting = [call.id for call in self._calls.values() if call.reply is None]
        waiting += [job.id for job in self._jobs.values() if job.accepted is None]
        return waiting[0] if len(waiting) == 1 and isinstance(received.message, Failure) else ""

    def _refuse(self, unreadable: UndecodableMessage) -> None:
        failure = Received(
            id=fresh_id(), parent=None, seq=None, message=Failure.of(unreadable.error)
        )
        self._route(failure)


def fresh_id() -> str:
    """A name for a request that no other has."""
    return uuid.uuid4().hex


def _frames(message: Message, name: str, payload: Sequence[bytes] = ()) -> list[bytes]:
    try:
        return encode(message, id=name, payload=payload)
    except UnicodeEncodeError as error:
        raise InvalidRequest(
            "a text of the request is not UTF-8",
            field=_field_holding(message, error.object),
            bound="UTF-8 text",
        ) from error


def _field_holding(message: Message, text: str) -> str:
    fields = message.__struct_fields__
    return next((name for name in fields if getattr(message, name) == text), "body")
