"""OSC over UDP: a control surface for live sets. Off unless a port is given.

Datagrams carry no keys, so they come from this machine or from listed addresses only, are
rate-limited, and name no files. Replies go to the port a datagram came from.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from pythonosc.osc_packet import OscPacket

import tonekiln
from tonekiln.protocol import Failure, Message, PlaceClip, decode
from tonekiln.protocol.errors import Busy, InvalidRequest, NotFound, TonekilnError
from tonekilnd.config import Settings
from tonekilnd.jobs.intake import Intake
from tonekilnd.jobs.residency import Residency
from tonekilnd.jobs.scheduler import Scheduler
from tonekilnd.library.store import Library

from .osc_messages import generate_from, place_from, placed_reply, replies_of, tempo_from
from .osc_table import PREFIX
from .placing import Placing

log = logging.getLogger(__name__)

Address = tuple[str, int]

_MESSAGES_PER_SECOND = 50.0
_BURST = 100.0
_MOST_SENDERS = 256
_MOST_MESSAGES_A_BUNDLE = 64
_HERE = ("127.0.0.1", "::1")


@dataclass(slots=True)
class _Sender:
    """What is known of one address: its tempo, its jobs, its allowance."""

    tempo: dict[str, Any] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)
    allowance: float = _BURST
    last: float = field(default_factory=time.monotonic)

    def may_speak(self) -> bool:
        """A token bucket (RFC 2697's idea, one rate): refill by time, take one."""
        now = time.monotonic()
        self.allowance = min(_BURST, self.allowance + (now - self.last) * _MESSAGES_PER_SECOND)
        self.last = now
        if self.allowance < 1.0:
            return False
        self.allowance -= 1.0
        return True


_Handler = Callable[[Address, _Sender, list[Any]], None]


class OscServer(asyncio.DatagramProtocol):
    """The OSC port. Lives on the event loop; no datagram can raise out of it."""

    def __init__(
        self,
        intake: Intake,
        scheduler: Scheduler,
        residency: Residency,
        placing: Placing,
        library: Library,
        settings: Settings,
    ) -> None:
        self._intake = intake
        self._scheduler = scheduler
        self._residency = residency
        self._placing = placing
        self._library = library
        self._placements: set[asyncio.Task[None]] = set()
        self._port = settings.osc_port
        self._allowed = frozenset((*_HERE, *settings.osc_allow))
        self._bind = "0.0.0.0" if settings.osc_allow else _HERE[0]  # noqa: S104 - asked for
        self._transport: asyncio.DatagramTransport | None = None
        self._senders: dict[Address, _Sender] = {}
        self._handlers: dict[str, _Handler] = {
            f"{PREFIX}/generate": self._generate,
            f"{PREFIX}/preset": self._preset,
            f"{PREFIX}/cancel": self._cancel,
            f"{PREFIX}/tempo": self._tempo,
            f"{PREFIX}/place": self._place,
            f"{PREFIX}/status": self._status,
        }
        self.last_heard = 0.0

    async def start(self) -> None:
        """Open the port, if there is one to open."""
        if self._port:
            loop = asyncio.get_running_loop()
            transport, _ = await loop.create_datagram_endpoint(
                lambda: self, local_addr=(self._bind, self._port)
            )
            self._transport = transport

    def close(self) -> None:
        """Close the port."""
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Take one datagram; whatever is wrong with it stays with it."""
        address = (str(addr[0]), int(addr[1]))
        if address[0] not in self._allowed:
            return
        sender = self._sender(address)
        if not sender.may_speak():
            return
        self.last_heard = time.monotonic()
        try:
            messages = OscPacket(data).messages[:_MOST_MESSAGES_A_BUNDLE]
        except Exception as error:
            self._refuse(address, "", InvalidRequest(f"not an OSC packet: {error}"))
            return
        for timed in messages:
            self._take(address, sender, timed.message)

    def _sender(self, address: Address) -> _Sender:
        sender = self._senders.pop(address, None) or _Sender()
        self._senders[address] = sender
        while len(self._senders) > _MOST_SENDERS:
            del self._senders[next(iter(self._senders))]
        return sender

    def _take(self, address: Address, sender: _Sender, message: OscMessage) -> None:
        arguments = list(message.params)
        named = str(arguments[0]) if arguments and isinstance(arguments[0], str) else ""
        try:
            self._handler_of(message.address)(address, sender, arguments)
        except TonekilnError as error:
            self._refuse(address, named, error)
        except Exception as error:
            log.exception("an OSC message failed")
            self._refuse(address, named, InvalidRequest(f"{type(error).__name__}: {error}"))

    def _handler_of(self, address: str) -> _Handler:
        handler = self._handlers.get(address)
        if handler is None:
            raise InvalidRequest(
                f"unknown address {address[:80]}",
                field="address",
                bound=", ".join(self._handlers),
                hint="docs/osc.md lists the addresses",
            )
        return handler

    def _path_of(self, clip_id: str) -> str:
        """The file of a clip: no datagram can name one itself. Raises NotFound."""
        return self._library.find(clip_id).path

    def _generate(self, address: Address, sender: _Sender, arguments: list[Any]) -> None:
        self._ask(address, sender, arguments, second="prompt")

    def _preset(self, address: Address, sender: _Sender, arguments: list[Any]) -> None:
        self._ask(address, sender, arguments, second="preset")

    def _ask(self, address: Address, sender: _Sender, arguments: list[Any], second: str) -> None:
        named, request = generate_from(arguments, second, sender.tempo, self._path_of)
        running = sender.jobs.get(named)
        if running is not None and self._scheduler.find(running) is not None:
            raise Busy(f"{named} is still being made", field="id", hint="use a fresh id")
        if self._intake.must_read_weights(request):
            raise InvalidRequest(
                "weights in a folder have to be used once from elsewhere first",
                field="engine",
                hint=f"tonekiln load {request.engine}",
            )
        job = f"osc-{uuid.uuid4().hex}"
        accepted = self._intake.take(request, job, _client_of(address))
        sender.jobs[named] = job
        while len(sender.jobs) > _MOST_SENDERS:
            del sender.jobs[next(iter(sender.jobs))]
        self._reply(address, named, accepted)

    def _cancel(self, _address: Address, sender: _Sender, arguments: list[Any]) -> None:
        named = str(arguments[0]) if arguments else ""
        job = sender.jobs.get(named)
        if job is None:
            raise NotFound(f"there is no job {named!r} of this sender", field="id")
        self._intake.cancel(job)

    def _tempo(self, _address: Address, sender: _Sender, arguments: list[Any]) -> None:
        sender.tempo = tempo_from(arguments)

    def _place(self, address: Address, _sender: _Sender, arguments: list[Any]) -> None:
        request = place_from(arguments)
        task = asyncio.get_running_loop().create_task(self._put(address, request))
        self._placements.add(task)
        task.add_done_callback(self._placements.discard)

    async def _put(self, address: Address, request: PlaceClip) -> None:
        try:
            placed = await self._placing.place(request, f"osc-{uuid.uuid4().hex}")
        except TonekilnError as error:
            self._refuse(address, request.clip_id, error)
        else:
            self._send(address, *placed_reply(placed))

    def _status(self, address: Address, _sender: _Sender, _arguments: list[Any]) -> None:
        warm = ",".join(engine.engine for engine in self._residency.warm())
        parts = (tonekiln.__version__, len(self._scheduler.jobs), warm)
        self._send(address, f"{PREFIX}/status/reply", parts)

    def owns(self, client: bytes) -> bool:
        """Whether this client came by OSC."""
        return client.startswith(b"osc:")

    def deliver(self, client: bytes, frames: Sequence[bytes]) -> bool:
        """Send an event to the sender of its job. False when that is not known any more."""
        received = decode(frames)
        host, _, port = client[4:].decode().rpartition(":")
        address = (host, int(port))
        sender = self._senders.get(address)
        job = received.parent
        named = next((n for n, j in sender.jobs.items() if j == job), None) if sender else None
        if named is None or self._transport is None:
            return False
        self._reply(address, named, received.message)
        return True

    def _refuse(self, address: Address, named: str, error: TonekilnError) -> None:
        self._reply(address, named, Failure.of(error))

    def _reply(self, address: Address, named: str, message: Message) -> None:
        for path, arguments in replies_of(message, named):
            self._send(address, path, arguments)

    def _send(self, address: Address, path: str, arguments: Sequence[str | int | float]) -> None:
        if self._transport is None:
            return
        builder = OscMessageBuilder(path)
        for argument in arguments:
            builder.add_arg(argument)
        self._transport.sendto(builder.build().dgram, address)


def _client_of(address: Address) -> bytes:
    return f"osc:{address[0]}:{address[1]}".encode()
