"""Fifty clients in one process, each with a connection of its own, and what they ask.

Of a hundred requests 32 make clips, 15 are wrong, 10 cancel, 9 repeat a request under its id and
5 follow a disconnect; the others look around.
"""

from __future__ import annotations

import itertools
import random
import time
from decimal import Decimal

import zmq

from tonekiln.client.connection import ConnectionFacts
from tonekiln.client.wire import connected
from tonekiln.protocol import (
    Cancel,
    FetchClip,
    Generate,
    GetStatus,
    ListPresets,
    MarkClip,
    Message,
    Ping,
    Resume,
    SearchClips,
    UndecodableMessage,
    decode,
    encode,
    limits,
)

from .ledger import Asked, Ledger

PEOPLE = 50
_WHAT = (
    "make",
    "wrong",
    "cancel",
    "again",
    "return",
    "ping",
    "status",
    "search",
    "presets",
    "keep",
)
_OF_A_HUNDRED = (32, 15, 10, 9, 5, 12, 5, 6, 2, 4)
_WRONG = (
    Generate(prompt="x", bpm=Decimal(5), bars=1),
    Generate(prompt="x", bpm=Decimal(120), bars=1, engine="no-such-engine"),
    Generate(prompt="x", bpm=Decimal(120)),
    FetchClip(clip_id="no-such-clip", offset=0),
    Cancel(job="no-such-job"),
)
_AGAIN_SECONDS = 2.0


class People:
    """The clients. They follow a daemon that is started again by its connection file."""

    def __init__(self, facts: ConnectionFacts, seed: int) -> None:
        self.ledger = Ledger()
        self.marked: set[str] = set()
        self._facts = facts
        self._dice = random.Random(seed)
        self._context = zmq.Context()
        self._poller = zmq.Poller()
        self._sockets: list[zmq.SyncSocket] = []
        self._last_event = [0] * PEOPLE
        self._timed: list[list[Asked]] = [[] for _ in range(PEOPLE)]
        self._jobs: list[str] = []
        self._clips: list[str] = []
        for number in range(PEOPLE):
            self._sockets.append(self._connect(number))

    def ask_something(self) -> None:
        """One request of the mix, of one of them."""
        number = self._dice.randrange(PEOPLE)
        match self._dice.choices(_WHAT, _OF_A_HUNDRED)[0]:
            case "make":
                self._jobs.append(self._ask(number, self._clip_wanted(), makes_job=True))
            case "wrong":
                wrong = self._dice.choice(_WRONG)
                self._ask(number, wrong, makes_job=isinstance(wrong, Generate))
            case "cancel" if self._jobs:
                self._ask(number, Cancel(job=self._dice.choice(self._jobs[-40:])))
            case "again" if self._jobs:
                self.ask_again(self.ledger.asked[self._dice.choice(self._jobs[-200:])])
            case "return":
                self._return(number)
            case "keep" if self._clips:
                clip_id = self._dice.choice(self._clips)
                self.marked.add(clip_id)
                self._ask(number, MarkClip(clip_id=clip_id, pinned=True, favourite=True))
            case "status":
                self._ask(number, GetStatus())
            case "search":
                self._ask(number, SearchClips(words="drums", limit=20))
            case "presets":
                self._ask(number, ListPresets())
            case _:
                self._ask(number, Ping())

    def _clip_wanted(self) -> Generate:
        seed = self._dice.randrange(1_000_000)
        return Generate(
            prompt=f"drums {seed}", bpm=Decimal(240), bars=1, engine="sketch", seed=seed
        )

    def _ask(self, number: int, message: Message, *, makes_job: bool = False) -> str:
        name = f"ask-{len(self.ledger.asked)}"
        frames = encode(message, id=name)
        asked = Asked(number, frames, makes_job, isinstance(message, Ping))
        self.ledger.asked[name] = asked
        if asked.is_timed:
            self._timed[number].append(asked)
        self._send(number, frames)
        return name

    def ask_again(self, asked: Asked) -> None:
        """The same request under the same id: it is the same job."""
        self._send(asked.asker, asked.frames)

    def _send(self, number: int, frames: list[bytes]) -> None:
        try:
            self._sockets[number].send_multipart(frames, zmq.NOBLOCK)
        except zmq.Again:
            return  # nobody is there just now: it is asked again in the end

    def _return(self, number: int) -> None:
        """One goes away without a word and comes back under its name; its pings are not timed."""
        for asked in self._timed[number]:
            asked.is_timed = False
        self._timed[number].clear()
        self._drop(number)
        self._sockets[number] = self._connect(number)
        self._ask(number, Resume(after=self._last_event[number]))

    def follow(self, facts: ConnectionFacts) -> None:
        """To the daemon that was started in the other's place."""
        self._facts = facts
        for number in range(PEOPLE):
            self._return(number)

    def _connect(self, number: int) -> zmq.SyncSocket:
        socket = connected(self._context.socket(zmq.DEALER), self._facts, b"person-%d" % number)
        self._poller.register(socket, zmq.POLLIN)
        return socket

    def _drop(self, number: int) -> None:
        self._poller.unregister(self._sockets[number])
        self._sockets[number].close(linger=0)

    def listen(self, seconds: float) -> None:
        """Take what comes for so long."""
        until = time.perf_counter() + seconds
        while True:
            left = until - time.perf_counter()
            for socket, _ in self._poller.poll(round(max(0.0, left) * 1e3)):
                self._read(self._sockets.index(socket))
            if left <= 0:
                return

    def _read(self, number: int) -> None:
        while True:
            try:
                frames = self._sockets[number].recv_multipart(zmq.NOBLOCK)
                received = decode(frames, most_header_bytes=limits.MAX_REPLY_HEADER_BYTES)
            except zmq.Again:
                return
            except UndecodableMessage:
                continue
            self._last_event[number] = max(self._last_event[number], received.seq or 0)
            self.ledger.take(received)
            if received.message.kind == "clip":
                self._clips.append(received.message.clip.clip_id)  # type: ignore[attr-defined]

    def mix(self, requests: int, per_second: float) -> None:
        """So many requests at that pace."""
        began = time.perf_counter()
        for number in range(requests):
            self.listen(max(0.0, began + number / per_second - time.perf_counter()))
            self.ask_something()

    def settle(self, seconds: float) -> None:
        """Wait for everything that is owed, asking again for what seems lost."""
        until = time.perf_counter() + seconds
        for silence in itertools.count(1):
            if not self.ledger.unsettled or time.perf_counter() > until:
                return
            self.listen(_AGAIN_SECONDS)
            if silence % 3 == 0:  # as the client library does
                for number in {asked.asker for asked in self.ledger.unsettled}:
                    self._return(number)
            for asked in self.ledger.unsettled:
                self.ask_again(asked)

    def close(self) -> None:
        """All go home."""
        self._context.destroy(linger=0)
