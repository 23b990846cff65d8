"""Who speaks by OSC: each sender's tempo, jobs and allowance, and each host's.

A sender is an address and a port. Programs that send once from a port of the moment (a shell, a
web server's node) are another sender each time, so a tempo is also their host's.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Set
from dataclasses import dataclass, field
from typing import TypedDict

Address = tuple[str, int]


class OscClient(bytes):
    """A client that came by OSC, told from the others by its type.

    Its bytes, which the journal keeps, begin with zero: a routing id that a ZeroMQ peer chooses
    for itself never does (RFC 28), so no name of a client's is ever taken for a surface.
    """

    @classmethod
    def at(cls, address: Address) -> OscClient:
        """The client at an address."""
        return cls(b"\0osc %s %d" % (address[0].encode(), address[1]))

    @property
    def address(self) -> Address:
        """Where it is."""
        _, host, port = self.decode().split(" ")
        return host, int(port)


HERE = ("127.0.0.1", "::1")
"""This machine, by either name."""

MESSAGES_PER_SECOND, MESSAGES_AT_ONCE = 50.0, 100.0
HOST_MESSAGES_PER_SECOND, HOST_MESSAGES_AT_ONCE = 200.0, 400.0
"""Some surfaces side by side; a host cannot have more by taking more ports."""

HOST_BYTES_PER_SECOND, HOST_BYTES_AT_ONCE = 256 * 1024.0, 512 * 1024.0
"""Taking a datagram of 60 kB apart takes 20 ms, even where it holds bundles only."""

_REFUSALS_PER_SECOND, _REFUSALS_AT_ONCE = 20.0, 40.0
"""Told of what was cut: a flood is not answered with a flood."""

_MOST_SENDERS = 256
_MOST_JOBS = 256


class Tempo(TypedDict, total=False):
    """What a request that names none is made at."""

    bpm: str
    meter: str


@dataclass(slots=True)
class Allowance:
    """A token bucket (RFC 2697's idea, one rate): refilled by time, a token a message or byte."""

    per_second: float
    most: float
    left: float = -1.0
    last: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.left = self.most

    def take(self, count: float = 1.0) -> bool:
        """Take so many tokens; False when there are not so many."""
        now = time.monotonic()
        self.left = min(self.most, self.left + (now - self.last) * self.per_second)
        self.last = now
        if self.left < count:
            return False
        self.left -= count
        return True


@dataclass(frozen=True, slots=True)
class AskedJob:
    """A sender's job, and the port that its answers go to."""

    job: str
    port: int


@dataclass(slots=True)
class Host:
    """What the senders of one machine share.

    Attributes:
        tempo: the newest that any of its senders set.
        waiting: messages whose time has not come.
    """

    tempo: Tempo = field(default_factory=Tempo)
    messages: Allowance = field(
        default_factory=lambda: Allowance(HOST_MESSAGES_PER_SECOND, HOST_MESSAGES_AT_ONCE)
    )
    volume: Allowance = field(
        default_factory=lambda: Allowance(HOST_BYTES_PER_SECOND, HOST_BYTES_AT_ONCE)
    )
    refusals: Allowance = field(
        default_factory=lambda: Allowance(_REFUSALS_PER_SECOND, _REFUSALS_AT_ONCE)
    )
    waiting: int = 0


@dataclass(slots=True)
class Sender:
    """One address and port.

    Attributes:
        own_tempo: what it set itself; empty while it set none.
        jobs: by the sender's own id.
    """

    host: Host
    own_tempo: Tempo = field(default_factory=Tempo)
    jobs: dict[str, AskedJob] = field(default_factory=dict)
    messages: Allowance = field(
        default_factory=lambda: Allowance(MESSAGES_PER_SECOND, MESSAGES_AT_ONCE)
    )

    def may_speak(self) -> bool:
        """Take a token of the sender's and of its host's."""
        return self.messages.take() and self.host.messages.take()

    def tempo(self, *, named_itself: bool) -> Tempo:
        """Its own where it ever set one; else the newest of its host.

        Two patches on one machine keep a tempo each, as they have a port each; a program that
        sends the tempo from one port and the request from the next still has one.

        Args:
            named_itself: the request has its own bpm: another's meter is then nothing to it.
        """
        return self.own_tempo or (Tempo() if named_itself else self.host.tempo)

    def set_tempo(self, tempo: Tempo) -> None:
        """For this sender, and for those of its host that set none."""
        self.own_tempo = self.host.tempo = tempo

    def remember(self, named: str, asked: AskedJob) -> None:
        """Keep a job under the sender's id; the oldest are forgotten first."""
        self.jobs.pop(named, None)
        self.jobs[named] = asked
        while len(self.jobs) > _MOST_JOBS:
            del self.jobs[next(iter(self.jobs))]


class Senders:
    """Those heard lately; the ones that wait for nothing are forgotten first.

    Args:
        open_jobs: the jobs that have not ended. Who waits for one is not forgotten.
    """

    def __init__(self, open_jobs: Callable[[], Set[str]]) -> None:
        self._open_jobs = open_jobs
        self._senders: dict[Address, Sender] = {}
        self._hosts: dict[str, Host] = {}

    def known(self, address: Address) -> Sender | None:
        """A sender, if it is remembered."""
        return self._senders.get(address)

    def heard(self, address: Address) -> Sender:
        """The sender of a datagram that has just come."""
        sender = self._senders.pop(address, None)
        if sender is None:
            machine = HERE[0] if address[0] in HERE else address[0]
            sender = Sender(self._hosts.setdefault(machine, Host()))
            self._make_room()
        self._senders[address] = sender
        return sender

    def _make_room(self) -> None:
        if len(self._senders) < _MOST_SENDERS:
            return
        running = self._open_jobs()
        del self._senders[min(self._senders, key=lambda a: _weight(self._senders[a], running))]


def _weight(sender: Sender, running: Set[str]) -> int:
    """How much is lost with a sender: nothing, a tempo, the names of its jobs, or their clips."""
    if not sender.jobs:
        return 1 if sender.own_tempo else 0
    return 3 if any(asked.job in running for asked in sender.jobs.values()) else 2
