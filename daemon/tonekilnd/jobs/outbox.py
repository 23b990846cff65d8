"""Events to clients: numbered, addressed, and kept when they must arrive.

Clips, ends and failures are kept by the journal before they are sent. Progress and previews are for
those who can keep up: a client that is behind misses them. Clients that went away are remembered
for a while, and so many of them.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
import uuid
from collections.abc import Callable, Sequence

import msgspec

from tonekiln.foreign import NOT_JSON
from tonekiln.protocol import KINDS, ClipReady, Done, EngineReady, Failure, Message
from tonekiln.protocol.codec import encode_answer, in_utf8
from tonekiln.protocol.errors import Busy

from .held_events import HeldEvents
from .journal import PAGE_OF_EVENTS, Journal, StoredEvent
from .letters import Deliver, Letter

log = logging.getLogger(__name__)


_AWAY_SECONDS = 60.0
"""A watcher that went away and comes back within so long goes on watching."""

MOST_WATCHERS = 64
"""Dashboards and second screens. Each event of each job is sent to all of them before anything
else has its turn: 600 that do not read kept a ping waiting for a second and a half."""

_MOST_AWAY = 4_096
"""Clients that are owed events and are not there; others ask by `resume`, or repeat a request."""


class Outbox:
    """Numbers events and sends them to their job's client and to the watchers."""

    def __init__(
        self, journal: Journal, deliver: Deliver, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._journal = journal
        self._deliver = deliver
        self._now = now
        self._watchers: set[bytes] = set()
        self._away: dict[bytes, float] = {}
        """Watchers that are not there, and since when."""
        self._behind: dict[bytes, int] = {}
        self._paging: set[bytes] = set()
        self._held = HeldEvents(journal, self._tell, now)

    @property
    def last_number(self) -> int:
        """The newest event's number."""
        return self._journal.last_number

    def watch(self, client: bytes, on: bool) -> None:
        """Send everyone's events to this client too, or no more.

        Raises:
            Busy: too many watch already.
        """
        if on and client not in self._watchers and not self._has_room:
            raise Busy(
                f"{len(self._watchers)} clients watch already",
                bound=f"at most {MOST_WATCHERS}",
                hint="clients get the events of their own jobs without watching",
            )
        self._away.pop(client, None)
        (self._watchers.add if on else self._watchers.discard)(client)

    @property
    def _has_room(self) -> bool:
        return len(self._watchers) < MOST_WATCHERS

    def emit(self, client: bytes, job: str, event: Message, payload: Sequence[bytes] = ()) -> None:
        """Send an event of a job; one that must arrive, once it is kept."""
        seq = self._journal.next_number()
        frames = encode_answer(event, id=_fresh_id(), parent=job, seq=seq, payload=payload)
        if isinstance(event, ClipReady | Done | EngineReady | Failure):
            stored = StoredEvent(seq, job, client, event.kind, _body_of(event))
            self._held.add(stored, Letter(frames, seq=seq))
            return
        letter = Letter(frames, passing=True)
        for receiver in {client} | self._watchers:
            self._delivered(receiver, letter)

    def _tell(self, event: StoredEvent, letter: Letter) -> None:
        for receiver in {event.client} | self._watchers:
            if receiver in self._paging:
                continue  # it comes in its turn, behind what happened before
            if not self._delivered(receiver, letter):
                self.missed(receiver, event.seq)

    @property
    def untold(self) -> set[str]:
        """Jobs of which something waits to be kept."""
        return self._held.jobs()

    def settle(self) -> None:
        """Keep what could not be kept when it happened, and forget whoever has long been gone."""
        since = self._now() - _AWAY_SECONDS
        for client in [client for client, left in self._away.items() if left < since]:
            self.forget(client)
        self._held.settle()

    def _delivered(self, client: bytes, letter: Letter) -> bool:
        """Send to one client; what goes wrong with it is its own."""
        try:
            return self._deliver(client, letter)
        except Exception:
            log.exception("an event cannot be sent to %r", client)
            return False

    def missed(self, client: bytes, seq: int) -> None:
        """A kept event did not reach a client: it is sent again when the client is heard from."""
        self._behind[client] = min(seq - 1, self._behind.pop(client, seq))
        if len(self._behind) > _MOST_AWAY:
            self.forget(next(iter(self._behind)))

    def gone(self, client: bytes) -> None:
        """A client is not connected. One that watches may come back and go on."""
        if client in self._watchers:
            self._watchers.remove(client)
            self._away[client] = self._now()
            self.missed(client, self.last_number + 1)

    def heard_from(self, client: bytes) -> None:
        """A client is there: send it what it missed."""
        if self._away.pop(client, None) is not None:
            if self._has_room:
                self._watchers.add(client)
            else:
                log.warning("a watcher came back, and %d others watch now", len(self._watchers))
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
        told = [e for e in self._held.told() if e.seq > after and whose in (None, e.client)]
        self._send_stored(client, [*page, *told])

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
        """Send all kept events of one job: its request was repeated, perhaps by another client."""
        self._held.readdress(job, client)
        told = [event for event in self._held.told() if event.job == job]
        self._send_stored(client, [*self._journal.events_of_job(job), *told])

    def _send_stored(self, client: bytes, events: Sequence[StoredEvent]) -> bool:
        """Whether all went out; if not, the client is behind."""
        for stored in events:
            frames = _frames_of(stored)
            if frames and not self._delivered(client, Letter(frames, seq=stored.seq)):
                self.missed(client, stored.seq)
                return False
        return True

    def forget(self, client: bytes) -> None:
        """A client is gone for good."""
        self._watchers.discard(client)
        self._away.pop(client, None)
        self._paging.discard(client)
        self._behind.pop(client, None)


def _frames_of(stored: StoredEvent) -> list[bytes]:
    """No frames of a row that was damaged: it keeps no other from its client."""
    try:
        event = msgspec.json.decode(stored.body, type=KINDS[stored.kind])
    except (*NOT_JSON, KeyError, TypeError) as error:
        log.warning("event %d cannot be read any more: %s", stored.seq, error)
        return []
    return encode_answer(event, id=_fresh_id(), parent=stored.job, seq=stored.seq)


def _body_of(event: Message) -> bytes:
    try:
        return msgspec.json.encode(event)
    except UnicodeEncodeError:
        return msgspec.json.encode(in_utf8(event))


def _fresh_id() -> str:
    return uuid.uuid4().hex
