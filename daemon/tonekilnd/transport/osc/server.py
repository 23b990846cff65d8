"""OSC over UDP: a control surface for live sets. Off unless a port is given.

Datagrams carry no keys, so they come from this machine or from listed addresses only, are
rate-limited, and name no files. Answers go to the port a message came from, or to the one that
the message or the settings name.
"""

from __future__ import annotations

import asyncio
import logging
import time
import uuid
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial

import tonekiln
from tonekiln.protocol import (
    Accepted,
    Failure,
    Generate,
    Message,
    PlaceClip,
    Separate,
    decode,
)
from tonekiln.protocol.errors import Busy, InternalError, InvalidRequest, NotFound, TonekilnError
from tonekilnd.config import Settings
from tonekilnd.jobs.intake import Intake
from tonekilnd.jobs.letters import Letter
from tonekilnd.jobs.scheduler import Scheduler
from tonekilnd.jobs.warm_engines.residency import Residency
from tonekilnd.library.store import Library
from tonekilnd.setting_values import sender_of

from ..placing import Placing
from .answers import UNREAD, OscAnswers
from .messages import (
    generate_from,
    id_from,
    place_from,
    placed_reply,
    port_in,
    stems_from,
    tempo_from,
)
from .packet import Argument, Element, OscMessage, elements
from .pattern import matching
from .schedule import Schedule, seconds_until
from .senders import (
    HERE,
    Address,
    AskedJob,
    OscClient,
    Sender,
    Senders,
)
from .sockets import OscSockets
from .table import PREFIX

log = logging.getLogger(__name__)

_MOST_STRANGERS = 64
_SHARE_OF_THE_QUEUE = 0.75
"""Of the places in the queue, for all surfaces together: one bundle does not shut everybody out."""

_Handler = Callable[[Address, Sender, Sequence[Argument]], None]


class OscServer:
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
        self._tasks: set[asyncio.Task[None]] = set()
        self._port = settings.osc_port
        others = [sender_of(address) for address in settings.osc_allow]
        self._allowed = frozenset((*HERE, *others))
        self._sockets = OscSockets(self._port, others, self.receive)
        self._answers = OscAnswers(self._sockets, settings.osc_reply_port)
        self._strangers: set[str] = set()
        self._senders = Senders(intake.open_jobs)
        self._share = max(1, int(settings.queue_limit * _SHARE_OF_THE_QUEUE))
        self._schedule = Schedule()
        self._handlers: dict[str, _Handler] = {
            f"{PREFIX}/generate": partial(self._ask, second="prompt"),
            f"{PREFIX}/preset": partial(self._ask, second="preset"),
            f"{PREFIX}/stems": self._stems,
            f"{PREFIX}/cancel": self._cancel,
            f"{PREFIX}/tempo": self._tempo,
            f"{PREFIX}/place": self._place,
            f"{PREFIX}/status": self._status,
        }
        self.last_heard = 0.0

    async def start(self) -> None:
        """Open the port, if there is one to open. Raises InvalidRequest when it is taken."""
        if self._port and self._port == self._answers.port:
            raise InvalidRequest(
                "OSC's answers cannot go to the OSC port itself",
                field="osc_reply_port",
                hint="give osc_reply_port the port that the surface listens on",
            )
        if self._port:
            await self._sockets.open()

    def close(self) -> None:
        """Close the port; what was to come later does not."""
        self._schedule.close()
        self._sockets.close()

    def receive(self, datagram: bytes, address: Address) -> None:
        """Take one datagram; whatever is wrong with a message of it stays with that message."""
        # Which network card a link-local sender came by is written behind it: fe80::1%eth0.
        if self._allowed.isdisjoint((address[0], address[0].partition("%")[0])):
            self._turn_away(address[0])
            return
        if address == (address[0], self._port) and address[0] in HERE:
            return  # our own answers, which were sent to a reply_port that is ours
        sender = self._senders.heard(address)
        self.last_heard = time.monotonic()
        if not sender.host.volume.take(len(datagram)):
            if sender.host.refusals.take():
                self._answers.too_many_bytes(address)
            return
        cut = 0
        for element in elements(datagram):
            if sender.may_speak():
                self._take(address, sender, element)
            elif sender.host.refusals.take():
                self._answers.too_many(address, element)
            else:
                cut += 1
        if cut:
            log.info("OSC: %d more messages of %s were dropped", cut, address[0])

    def _turn_away(self, host: str) -> None:
        if host not in self._strangers and len(self._strangers) < _MOST_STRANGERS:
            self._strangers.add(host)
            log.info("OSC from %s is not heard: it is not in osc_allow", host)

    def _take(self, address: Address, sender: Sender, element: Element) -> None:
        """Read a message, and do what it asks: now, or when its time comes."""
        message = UNREAD
        try:
            message = element.message()
            seconds = seconds_until(element.time)
            if seconds > 0:
                work = partial(self._do, address, sender, message)
                self._schedule.later(sender.host, seconds, work)
                return
        except TonekilnError as error:
            self._answers.refuse(address, message, error)
        else:
            self._do(address, sender, message)

    def _do(self, address: Address, sender: Sender, message: OscMessage) -> None:
        try:
            handlers = self._handlers_of(message.address)
        except InvalidRequest as error:
            self._answers.refuse(address, message, error)
            return
        for handler in handlers:  # of a pattern: what one refuses, the others may take
            try:
                handler(address, sender, message.arguments)
            except TonekilnError as error:
                self._answers.refuse(address, message, error)
            except Exception as error:
                log.exception("an OSC message failed")
                told = InternalError(f"{type(error).__name__}: {error}", hint="see the log")
                self._answers.refuse(address, message, told)

    def _handlers_of(self, address: str) -> list[_Handler]:
        found = matching(address, self._handlers)
        if not found:
            raise InvalidRequest(
                f"unknown address {address[:80]}",
                field="address",
                bound=", ".join(self._handlers),
                hint="docs/osc.md lists the addresses",
            )
        return [self._handlers[name] for name in found]

    def _path_of(self, clip_id: str) -> str:
        """The file of a clip: no datagram can name one itself. Raises NotFound."""
        return self._library.find(clip_id).path

    def _ask(
        self, address: Address, sender: Sender, arguments: Sequence[Argument], second: str
    ) -> None:
        named, request = generate_from(arguments, second, sender, self._path_of)
        self._begin(address, sender, named, request, port_in(arguments))

    def _stems(self, address: Address, sender: Sender, arguments: Sequence[Argument]) -> None:
        named, request = stems_from(arguments)
        self._begin(address, sender, named, request, port_in(arguments))

    def _begin(
        self,
        address: Address,
        sender: Sender,
        named: str,
        request: Generate | Separate,
        port: int | None,
    ) -> None:
        """Make a job of a request, answered under the sender's name for it."""
        running = sender.jobs.get(named)
        if running is not None and self._scheduler.find(running.job) is not None:
            raise Busy(f"{named} is still being made", field="id", hint="use a fresh id")
        self._check_share()
        if self._intake.must_read_weights(request):
            raise InvalidRequest(
                "weights in a folder have to be used once from elsewhere first",
                field="engine",
                hint=f"tonekiln load {request.engine}",
            )
        job = f"osc-{uuid.uuid4().hex}"
        answers_to = self._answers.go_to(address, port)
        client = OscClient.at(address)
        if self._intake.must_read(request):
            taken = self._intake.take_after_reading(request, job, client)
            self._later(self._answer_when_read(answers_to, sender, named, job, taken))
            return
        accepted = self._intake.take(request, job, client)
        sender.remember(named, AskedJob(job, answers_to[1]))
        self._answers.reply(answers_to, named, accepted)

    def _check_share(self) -> None:
        """Raises Busy where surfaces have their share of the queue already."""
        theirs = sum(isinstance(job.client, OscClient) for job in self._scheduler.jobs)
        if theirs >= self._share:
            raise Busy(
                f"{theirs} jobs of surfaces are being made or wait already",
                bound=f"at most {self._share}",
                hint="cancel one, or try again when one is done",
            )

    async def _answer_when_read(
        self,
        answers_to: Address,
        sender: Sender,
        named: str,
        job: str,
        taken: Awaitable[Accepted],
    ) -> None:
        """Of a request that puts audio in: it is read on a thread, and heard of afterwards."""
        sender.remember(named, AskedJob(job, answers_to[1]))
        try:
            answer: Message = await taken
        except TonekilnError as error:
            log.info("OSC: %s refused: %s", named, error, extra={"code": error.code.value})
            answer = Failure.of(error)
        self._answers.reply(answers_to, named, answer)

    def _later(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _cancel(self, _address: Address, sender: Sender, arguments: Sequence[Argument]) -> None:
        named = id_from(arguments)
        asked = sender.jobs.get(named)
        if asked is None:
            raise NotFound(f"there is no job {named!r} of this sender", field="id")
        self._intake.cancel(asked.job)

    def _tempo(self, _address: Address, sender: Sender, arguments: Sequence[Argument]) -> None:
        sender.set_tempo(tempo_from(arguments))

    def _place(self, address: Address, _sender: Sender, arguments: Sequence[Argument]) -> None:
        self._later(self._put(address, place_from(arguments)))

    async def _put(self, address: Address, request: PlaceClip) -> None:
        try:
            placed = await self._placing.place(request, f"osc-{uuid.uuid4().hex}")
        except TonekilnError as error:
            clip = Argument("s", request.clip_id)
            self._answers.refuse(address, OscMessage(f"{PREFIX}/place", (clip,)), error)
        else:
            self._sockets.send(self._answers.go_to(address), *placed_reply(placed))

    def _status(self, address: Address, _sender: Sender, arguments: Sequence[Argument]) -> None:
        # A button sends its own 1.0 along: only what is named is meant.
        answers_to = self._answers.go_to(address, port_in(arguments))
        warm = ",".join(engine.engine for engine in self._residency.warm())
        parts = (tonekiln.__version__, len(self._scheduler.jobs), warm)
        self._sockets.send(answers_to, f"{PREFIX}/status/reply", parts)

    def deliver(self, client: OscClient, letter: Letter) -> bool:
        """Send an event to the sender of its job. False when that is not known any more."""
        received = decode(letter.frames)
        sender = self._senders.known(client.address)
        if sender is None:
            return False
        for named, asked in sender.jobs.items():
            if asked.job == received.parent:
                self._answers.reply((client.address[0], asked.port), named, received.message)
                return True
        return False
