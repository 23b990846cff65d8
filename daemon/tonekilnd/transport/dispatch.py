"""From a decoded message to whoever answers it, and the answer back as frames."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import uuid
from collections.abc import Awaitable, Callable, Sequence

from tonekiln.platform.open_files import HeldOpen
from tonekiln.protocol import Failure, Message, Received, UndecodableMessage, decode
from tonekiln.protocol.codec import encode_answer
from tonekiln.protocol.errors import InternalError, InvalidRequest, NotAllowed, TonekilnError
from tonekilnd.database import as_typed
from tonekilnd.jobs.letters import Deliver, Letter

log = logging.getLogger(__name__)

Reply = Message | tuple[Message, Sequence[bytes]]
Handler = Callable[[bytes, Received], Reply | Awaitable[Reply]]


class Dispatcher:
    """Routes requests by their type. Lives on the event loop."""

    def __init__(
        self,
        handlers: dict[type[Message], Handler],
        deliver: Deliver,
        heard_from: Callable[[bytes], None],
    ) -> None:
        self._handlers = handlers
        self._deliver = deliver
        self._heard_from = heard_from
        self._tasks: set[asyncio.Task[None]] = set()

    def receive(self, client: bytes, frames: list[bytes], owner: bool = False) -> None:
        """Answer one message; anything wrong with it is answered too, and never raised.

        Args:
            client: its routing id.
            frames: of the message.
            owner: whether it came under the key of the home's connection file.
        """
        try:
            received = decode(frames)
        except UndecodableMessage as refusal:
            self._reply(client, refusal.parent or None, Failure.of(refusal.error))
            return
        except Exception as fault:
            self._reply(client, None, _failure_of(fault))
            return
        self._catch_up(client)
        handler = self._handlers.get(type(received.message))
        if handler is None:
            error = InvalidRequest(f"{received.message.kind} is not a request", field="kind")
            self._reply(client, received.id, Failure.of(error))
            return
        if received.message.owner_only and not owner:
            self._reply(client, received.id, Failure.of(_for_the_owner(received.message)))
            return
        self._answer(client, received, handler)

    def _catch_up(self, client: bytes) -> None:
        try:
            self._heard_from(client)
        except Exception:
            log.exception("what a client missed cannot be sent now")

    def _answer(self, client: bytes, received: Received, handler: Handler) -> None:
        try:
            answer = handler(client, received)
        except Exception as error:
            self._reply(client, received.id, _failure_of(error))
            return
        if isinstance(answer, Awaitable):
            task = asyncio.ensure_future(self._answer_later(client, received.id, answer))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        else:
            self._send(client, received.id, answer)

    async def _answer_later(self, client: bytes, parent: str, answer: Awaitable[Reply]) -> None:
        try:
            reply = await answer
        except Exception as error:
            self._reply(client, parent, _failure_of(error))
        else:
            self._send(client, parent, reply)

    def _send(self, client: bytes, parent: str, reply: Reply) -> None:
        if isinstance(reply, tuple):
            self._reply(client, parent, reply[0], reply[1])
        else:
            self._reply(client, parent, reply)

    def _reply(
        self, client: bytes, parent: str | None, message: Message, payload: Sequence[bytes] = ()
    ) -> None:
        try:
            frames = encode_answer(message, id=uuid.uuid4().hex, parent=parent, payload=payload)
        except Exception as error:
            frames = encode_answer(_failure_of(error), id=uuid.uuid4().hex, parent=parent)
        self._deliver(client, Letter(frames))


def _for_the_owner(message: Message) -> NotAllowed:
    return NotAllowed(
        f"{message.kind} is for the owner of this daemon",
        field="kind",
        hint="ask with the keys of the home's run/connection.json",
    )


def _failure_of(error: Exception) -> Failure:
    if isinstance(error, TonekilnError):
        return Failure.of(error)
    if isinstance(error, HeldOpen):
        return Failure.of(InternalError(f"{error.filename}: {error.strerror}"))
    if isinstance(error, sqlite3.Error):
        log.warning("a request could not be kept: %s", error)
        return Failure.of(as_typed(error))
    log.error("a request failed", exc_info=error)
    return Failure.of(InternalError(f"{type(error).__name__}: {error}", hint="see the log"))
