"""The UDP sockets of the OSC port: this machine by both its names, or the network if it is let in.

`localhost` is ::1 to some programs and 127.0.0.1 to others; a system without IPv6 has the latter
alone.
"""

from __future__ import annotations

import asyncio
import errno
import logging
import socket
from collections.abc import Callable, Sequence

from pythonosc.osc_message_builder import OscMessageBuilder

from tonekiln.protocol.errors import InvalidRequest

from .messages import Double, OscArgument
from .senders import HERE, Address

log = logging.getLogger(__name__)

_NO_SUCH_FAMILY = {errno.EAFNOSUPPORT, errno.EADDRNOTAVAIL, errno.EPROTONOSUPPORT}

Receive = Callable[[bytes, Address], None]


class OscSockets:
    """One port on every address that senders may use. Lives on the event loop.

    Args:
        port: the UDP port.
        allowed: addresses beyond this machine that may send.
        receive: told of every datagram.
    """

    def __init__(self, port: int, allowed: Sequence[str], receive: Receive) -> None:
        self._port = port
        self._receive = receive
        wider = {":" in address for address in allowed}
        self._binds = (
            "0.0.0.0" if False in wider else HERE[0],  # noqa: S104 - asked for
            "::" if True in wider else HERE[1],
        )
        self._transports: dict[bool, asyncio.DatagramTransport] = {}

    async def open(self) -> None:
        """Open the port. Raises InvalidRequest when it is taken or may not be had."""
        for address in self._binds:
            try:
                await self._open(address)
            except OSError as error:
                if ":" in address and error.errno in _NO_SUCH_FAMILY:
                    log.info("OSC is not heard on %s: %s", address, error.strerror)
                    continue
                self.close()
                raise InvalidRequest(
                    f"UDP port {self._port} cannot be opened for OSC on {address}: "
                    f"{error.strerror or error}",
                    field="osc_port",
                    hint="choose another port, or end the program that has it",
                ) from error

    async def _open(self, address: str) -> None:
        loop = asyncio.get_running_loop()
        bound = _bound(address, self._port)
        try:
            transport, _ = await loop.create_datagram_endpoint(
                lambda: _Listener(self._receive), sock=bound
            )
        except BaseException:
            bound.close()
            raise
        self._transports[":" in address] = transport

    def close(self) -> None:
        """Close the port."""
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()

    def send(self, address: Address, path: str, arguments: Sequence[OscArgument]) -> None:
        """Send a message; one that cannot go to its address is lost, as UDP loses them."""
        transport = self._transports.get(":" in address[0])
        if transport is not None:
            transport.sendto(_datagram(path, arguments), address)


def _bound(address: str, port: int) -> socket.socket:
    """A UDP socket of one family alone: by default `::` takes the port of 127.0.0.1 as well."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    made = socket.socket(family, socket.SOCK_DGRAM)
    try:
        made.setblocking(False)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind((address, port))
    except OSError:
        made.close()
        raise
    return made


class _Listener(asyncio.DatagramProtocol):
    def __init__(self, receive: Receive) -> None:
        self._receive = receive

    def datagram_received(self, data: bytes, addr: tuple[object, ...]) -> None:
        self._receive(data, (str(addr[0]), int(str(addr[1]))))

    def error_received(self, exc: Exception) -> None:
        log.info("an OSC answer could not be sent: %s", exc)


def _datagram(path: str, arguments: Sequence[OscArgument]) -> bytes:
    builder = OscMessageBuilder(path)
    for argument in arguments:
        if isinstance(argument, Double):
            builder.add_arg(argument.value, OscMessageBuilder.ARG_TYPE_DOUBLE)
        elif isinstance(argument, str):
            # Names of files may hold what UTF-8 cannot; a zero byte would end the text.
            builder.add_arg(argument.encode("utf-8", "replace").decode().replace("\0", " "))
        else:
            builder.add_arg(argument)
    datagram: bytes = builder.build().dgram
    return datagram
