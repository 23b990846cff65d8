"""What OSC senders are told, and where it goes."""

from __future__ import annotations

import logging

from tonekiln.protocol import Failure, Message
from tonekiln.protocol.errors import Busy, InvalidRequest, TonekilnError

from .messages import name_in, port_in, replies_of
from .packet import Element, OscMessage
from .senders import (
    HOST_BYTES_AT_ONCE,
    HOST_BYTES_PER_SECOND,
    MESSAGES_AT_ONCE,
    MESSAGES_PER_SECOND,
    Address,
)
from .sockets import OscSockets
from .table import ADDRESSES

log = logging.getLogger(__name__)

UNREAD = OscMessage("", ())
"""Stands for a message that cannot be read."""

_OURS = frozenset(row.address for row in ADDRESSES if row.direction == "out")
"""What only we say: whoever sends it back is answered nothing, or two daemons would never end."""

_TOO_MANY_BYTES = Busy(
    "too many bytes: a datagram was dropped unread",
    bound=f"{HOST_BYTES_PER_SECOND / 1024:g} kB a second, {HOST_BYTES_AT_ONCE / 1024:g} at once",
    hint="send less at a time",
)


class OscAnswers:
    """Answers of one OSC port.

    Attributes:
        port: where they go unless a message names another; None for where it came from.
    """

    def __init__(self, sockets: OscSockets, port: int | None) -> None:
        self._sockets = sockets
        self.port = port

    def go_to(self, address: Address, port: int | None = None) -> Address:
        """Where answers go: the port a message names, the setting's, the one it came from."""
        return (address[0], port or self.port or address[1])

    def reply(self, address: Address, named: str, message: Message) -> None:
        """Tell a sender of its job."""
        for path, arguments in replies_of(message, named):
            self._sockets.send(address, path, arguments)

    def refuse(self, address: Address, message: OscMessage, error: TonekilnError) -> None:
        """Say why not, in the log and to the sender, who may not be there to hear it."""
        told = "a message" if message is UNREAD else message.address[:80]
        log.info("OSC: %s refused: %s", told, error, extra={"code": error.code.value})
        if message.address not in _OURS:
            answers_to = self.go_to(address, port_in(message.arguments))
            self.reply(answers_to, name_in(message.arguments), Failure.of(error))

    def too_many(self, address: Address, element: Element) -> None:
        """Of a message beyond a sender's allowance."""
        try:
            message = element.message()
        except InvalidRequest:
            message = UNREAD
        error = Busy(
            f"too many messages: {message.address[:80] or 'one'} was dropped",
            bound=f"{MESSAGES_PER_SECOND:g} a second, {MESSAGES_AT_ONCE:g} at once",
            hint="send fewer at a time",
        )
        self.refuse(address, message, error)

    def too_many_bytes(self, address: Address) -> None:
        """Of a datagram beyond a host's allowance."""
        self.refuse(address, UNREAD, _TOO_MANY_BYTES)
