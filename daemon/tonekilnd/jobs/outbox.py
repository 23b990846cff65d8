"""Events to clients: numbered, addressed, and kept when they must arrive.

Clips, ends and failures are kept by the journal before they are sent, or, where it cannot be
written then, as soon as it can. Progress and previews are
for those who can keep up: a client whose queue is full misses them.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import uuid
from collections import deque
from collections.abc import Sequence
from typing import Protocol

import msgspec

from tonekiln.protocol import KINDS, ClipReady, Done, Failure, Message
from tonekiln.protocol.codec import encode_answer, in_utf8

from .journal import PAGE_OF_EVENTS, Journal, StoredEvent

log = logging.getLogger(__name__)


class Deliver(Protocol):
    """How frames get to a client; the transport's."""

    def __call__(self, client: bytes, frames: Sequence[bytes]) -> bool:
        """Send without waiting; False when the client is gone or its queue is full."""


class Outbox:
    """Numbers events and sends them to their job's client and to the watchers."""

    def __init__(self, journal: Journal, deliver: Deliver) -> None:
        self._journal = journal
        self._deliver = deliver
        self._watchers: set[bytes] = set()
        self._behind: dict[bytes, int] = {}
        self._paging: set[bytes] = set()
        self._owed: deque[StoredEvent] = deque()

    @property
    def last_number(self) -> int:
        """The newest event's number."""
        return self._journal.last_number

    def watch(self, client: bytes, on: bool) -> None:
        """Send everyone's events to this client too, or no more."""
        (self._watchers.add if on else self._watchers.discard)(client)

    def emit(self, client: bytes, job: str, event: Message, payload: Sequence[bytes] = ()) -> None:
        """Send an event of a job."""
        seq = self._journal.next_number()
        kept = isinstance(event, ClipReady | Done | Failure)
        if kept:
            body = _body_of(event)
            self._owed.append(StoredEvent(seq, job, client, event.kind, body))
            self.settle()
        frames = encode_answer(event, id=_fresh_id(), parent=job, seq=seq, payload=payload)
        for receiver in {client} | self._watchers:
            if kept and receiver in self._paging:
                continue  # it comes in its turn, behind what happened before
            if not self._delivered(receiver, frames):
                self._missed(receiver, seq, kept)

    def settle(self) -> None:
        """Keep what could not be kept when it happened: it was sent all the same."""
        while self._owed:
            oldest = self._owed[0]
            try:
                self._journal.record(oldest, ends_job=oldest.kind != ClipReady.kind)
            except sqlite3.Error as error:
                log.warning("%s events are not in the journal yet: %s", len(self._owed), error)
                return
            self._owed.popleft()

    def _delivered(self, client: bytes, frames: Sequence[bytes]) -> bool:
        """Send to one client; what goes wrong with it is its own."""
        try:
            return self._deliver(client, frames)
        except Exception:
            log.exception("an event cannot be sent to %r", client)
            return False

    def _missed(self, client: bytes, seq: int, kept: bool) -> None:
        if kept:
            self._behind.setdefault(client, seq - 1)

    def heard_from(self, client: bytes) -> None:
        """A client is there: send it what it missed."""
        after = self._behind.get(client)
        if after is not None:
            self.resume(client, after)

    def resume(self, client: bytes, after: int) -> None:
        """Send a client's kept events above `after` again, a page at a time."""
        whose = None if client in self._watchers else client
        page = self._journal.events_after(after, whose)
        self._paging.discard(client)
        self._behind.pop(client, None)  # not before: what cannot be read now is still owed
        if len(page) == PAGE_OF_EVENTS:
            if self._send_stored(client, page):
                self._go_on(client, page[-1].seq)
            return
        owed = [e for e in self._owed if e.seq > after and whose in (None, e.client)]
        self._send_stored(client, [*page, *owed])

    def _go_on(self, client: bytes, after: int) -> None:
        """Send the next page once others had their turn; a client that falls behind asks itself."""
        self._behind[client] = after
        self._paging.add(client)
        try:
            asyncio.get_running_loop().call_soon(self._catch_up, client)
        except RuntimeError:  # no loop: whoever calls without one waits for all of it
            self._catch_up(client)

    def _catch_up(self, client: bytes) -> None:
        try:
            self.heard_from(client)
        except sqlite3.Error as error:
            log.warning("what a client missed cannot be read now: %s", error)

    def replay(self, client: bytes, job: str) -> None:
        """Send all kept events of one job: its request was repeated."""
        owed = [event for event in self._owed if event.job == job]
        self._send_stored(client, [*self._journal.events_of_job(job), *owed])

    def _send_stored(self, client: bytes, events: Sequence[StoredEvent]) -> bool:
        """Whether all went out; if not, the client is behind."""
        for stored in events:
            event = msgspec.json.decode(stored.body, type=KINDS[stored.kind])
            frames = encode_answer(event, id=_fresh_id(), parent=stored.job, seq=stored.seq)
            if not self._delivered(client, frames):
                self._behind.setdefault(client, stored.seq - 1)
                return False
        return True

    def forget(self, client: bytes) -> None:
        """A client is gone for good."""
        self._watchers.discard(client)
        self._paging.discard(client)
        self._behind.pop(client, None)


def _body_of(event: Message) -> bytes:
    try:
        return msgspec.json.encode(event)
    except UnicodeEncodeError:
        return msgspec.json.encode(in_utf8(event))


def _fresh_id() -> str:
    return uuid.uuid4().hex
