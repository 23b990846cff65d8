"""A control surface for tests: UDP sockets and OSC datagrams, typed by hand where it matters."""

from __future__ import annotations

import socket
import struct
import time

from pythonosc.osc_message import OscMessage
from pythonosc.osc_message_builder import OscMessageBuilder
from tests.patience import PATIENCE_SECONDS

NTP_FROM_1970 = 2_208_988_800
AT_ONCE = 1


class Surface:
    """A control surface: one UDP socket."""

    def __init__(self, port: int, host: str = "127.0.0.1") -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._daemon = (host, port)
        self.socket = socket.socket(family, socket.SOCK_DGRAM)
        self.socket.bind((host, 0))
        self.socket.settimeout(PATIENCE_SECONDS)

    @property
    def port(self) -> int:
        return self.socket.getsockname()[1]

    def say(self, address: str, *arguments) -> None:
        builder = OscMessageBuilder(address)
        for argument in arguments:
            builder.add_arg(argument)
        self.say_bytes(builder.build().dgram)

    def say_bytes(self, datagram: bytes) -> None:
        self.socket.sendto(datagram, self._daemon)

    def ask_until_heard(self, address: str) -> OscMessage:
        """UDP may lose a question, under a flood above all: ask again a few times."""
        self.socket.settimeout(1)
        for _ in range(PATIENCE_SECONDS):
            self.say(address)
            try:
                return self.hear()
            except TimeoutError:
                continue
        raise TimeoutError(address)

    def hear(self) -> OscMessage:
        return OscMessage(self.socket.recv(65_536))

    def hear_until(self, *addresses: str) -> OscMessage:
        while True:
            message = self.hear()
            if message.address in addresses:
                return message

    def heard_before_status(self) -> list[OscMessage]:
        """Everything that was answered before a `/status` that is asked now."""
        self.say("/tonekiln/status")
        heard = []
        while (message := self.hear()).address != "/tonekiln/status/reply":
            heard.append(message)
        return heard

    def close(self) -> None:
        self.socket.close()


def free_port() -> int:
    """A UDP port that is free on this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


def text(value: str) -> bytes:
    """An OSC string, padded."""
    data = value.encode() + b"\0"
    return data + b"\0" * (-len(data) % 4)


def typed(address: str, tags: str, *values: str | float | bytes) -> bytes:
    """A message with the type tags that are given; tags without a value take none."""
    data = text(address) + text("," + tags)
    given = iter(values)
    forms = {"i": ">i", "f": ">f", "h": ">q", "d": ">d", "c": ">i", "t": ">Q", "r": ">I", "m": ">I"}
    for tag in tags:
        if tag in "sS":
            data += text(next(given))
        elif tag == "b":
            blob = next(given)
            data += struct.pack(">i", len(blob)) + blob + b"\0" * (-len(blob) % 4)
        elif tag in forms:
            data += struct.pack(forms[tag], next(given))
    return data


def bundle(*parts: bytes, time_tag: int = AT_ONCE) -> bytes:
    """A bundle of messages or bundles."""
    sized = b"".join(struct.pack(">i", len(part)) + part for part in parts)
    return b"#bundle\0" + struct.pack(">Q", time_tag) + sized


def in_seconds(ahead: float) -> int:
    """The time tag of a moment from now."""
    return int((time.time() + NTP_FROM_1970 + ahead) * 2**32)


def message(address: str, *arguments: object) -> bytes:
    """A message whose tags are guessed, or given as `(tag, value)` or `(tag,)`."""
    given = [(_tag(a), a) if not isinstance(a, tuple) else a for a in arguments]
    values = [value for _, *rest in given for value in rest]
    return typed(address, "".join(tag for tag, *_ in given), *values)


def _tag(value: object) -> str:
    if isinstance(value, bool):
        raise TypeError("name the tag of a switch")
    return {str: "s", int: "i", float: "f", bytes: "b"}[type(value)]
