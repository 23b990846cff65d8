"""OSC 1.0 packets as they come in: bundles taken apart, messages with the type of each argument.

python-osc's own reader gives one type for `f` and `d`, leaves arguments of types it does not know
out, loses a whole bundle for one bad message in it, and never ends on an element of negative size.
Here every element of a bundle stands for itself, and nothing recurses.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from tonekiln.protocol.errors import InvalidRequest

IMMEDIATELY: Final = 1
"""The time tag that means "at once"; all others are NTP time, seconds since 1900 times 2^32."""

_BUNDLE = b"#bundle\0"
_HEADER_BYTES = 16
"""`#bundle` and the time tag."""

Value: TypeAlias = str | int | float | bool | bytes | None


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument.

    Attributes:
        tag: its type tag; `[` for an array, whose parts are not kept.
        value: None for types that hold nothing we can use.
    """

    tag: str
    value: Value

    @property
    def kind(self) -> str:
        """Its type in words."""
        return _KINDS.get(self.tag, f"type {self.tag!r}")


@dataclass(frozen=True, slots=True)
class OscMessage:
    """A message: an address or a pattern of addresses, and its arguments."""

    address: str
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """A message of a packet, not yet read.

    Attributes:
        time: its time tag: the latest of the bundles around it, since an inner one is never due
            before an outer one.
        data: the message's bytes.
        trouble: why there is no message, or "".
    """

    time: int
    data: bytes
    trouble: str = ""

    def message(self) -> OscMessage:
        """The message. Raises InvalidRequest when it cannot be read."""
        if self.trouble:
            raise InvalidRequest(f"not an OSC packet: {self.trouble}", field="packet")
        return read_message(self.data)


_KINDS = {
    "i": "an integer",
    "h": "an integer of 64 bits",
    "f": "a float",
    "d": "a double",
    "s": "a string",
    "S": "a symbol",
    "c": "a character",
    "T": "true",
    "F": "false",
    "N": "nil",
    "I": "an impulse",
    "b": "a blob",
    "t": "a time tag",
    "r": "a colour",
    "m": "a MIDI message",
    "[": "an array",
}

_NUMBERS = {"i": ">i", "f": ">f", "h": ">q", "d": ">d", "t": ">Q"}
_UNUSED_BYTES = {"r": 4, "m": 4}
_CONSTANTS: dict[str, Value] = {"T": True, "F": False, "N": None, "I": None}


def elements(datagram: bytes) -> Iterator[Element]:
    """The messages of a packet, in order, however deep its bundles are nested.

    What follows a damaged length within a bundle is lost, and one element says so.
    """
    waiting = [Element(IMMEDIATELY, datagram)]
    while waiting:
        element = waiting.pop()
        if element.trouble or not element.data.startswith(_BUNDLE):
            yield element
        else:
            waiting.extend(reversed(list(_parts(element))))


def _parts(bundle: Element) -> Iterator[Element]:
    data = bundle.data
    if len(data) < _HEADER_BYTES:
        yield Element(bundle.time, b"", "a bundle without a time tag")
        return
    due = max(bundle.time, struct.unpack_from(">Q", data, len(_BUNDLE))[0])
    at = _HEADER_BYTES
    while at < len(data):
        size = struct.unpack_from(">i", data, at)[0] if at + 4 <= len(data) else -1
        at += 4
        if not 0 < size <= len(data) - at:
            yield Element(due, b"", "an element's length lies outside its bundle")
            return
        yield Element(due, data[at : at + size])
        at += size


def read_message(data: bytes) -> OscMessage:
    """One message.

    Raises:
        InvalidRequest: it is none, or is cut off.
    """
    if not data.startswith(b"/"):
        raise InvalidRequest(
            "not an OSC packet: neither a bundle nor a message, whose address begins with /",
            field="packet",
        )
    address, at = _string(data, 0, "the address")
    if at >= len(data):
        return OscMessage(address, ())  # senders from before 1.0 leave empty type tags out
    tags, at = _string(data, at, "the type tags")
    if not tags.startswith(","):
        raise InvalidRequest("the type tags must begin with a comma", field="packet")
    return OscMessage(address, tuple(_arguments(tags[1:], data, at)))


def _arguments(tags: str, data: bytes, at: int) -> Iterator[Argument]:
    depth = 0
    for tag in tags:
        if tag == "[":
            if depth == 0:
                yield Argument("[", None)
            depth += 1
        elif tag == "]":
            depth -= 1
            if depth < 0:
                raise InvalidRequest("an array ends that never began", field="packet")
        else:
            value, at = _value(tag, data, at)
            if depth == 0:
                yield Argument(tag, value)
    if depth:
        raise InvalidRequest("an array never ends", field="packet")


def _value(tag: str, data: bytes, at: int) -> tuple[Value, int]:
    if tag in _CONSTANTS:
        return _CONSTANTS[tag], at
    if tag in ("s", "S"):
        return _string(data, at, "a string")
    if tag in _NUMBERS:
        return _number(_NUMBERS[tag], data, at)
    if tag == "c":
        code, at = _number(">i", data, at)
        return _character(int(code)), at
    if tag == "b":
        size, at = _number(">i", data, at)
        return None, _past(int(size), data, at)
    if tag in _UNUSED_BYTES:
        return None, _past(_UNUSED_BYTES[tag], data, at)
    raise InvalidRequest(
        f"OSC has no type {tag!r}",
        field="packet",
        bound="i, h, f, d, s, S, c, T, F, N, I, b, t, r, m, [ and ]",
    )


def _number(form: str, data: bytes, at: int) -> tuple[int | float, int]:
    try:
        value: int | float = struct.unpack_from(form, data, at)[0]
    except struct.error as error:
        raise _cut_off("a number") from error
    return value, at + struct.calcsize(form)


def _character(code: int) -> str:
    if not 32 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise InvalidRequest(f"{code} is no character", field="packet")
    return chr(code)


def _past(size: int, data: bytes, at: int) -> int:
    end = at + size + -size % 4
    if size < 0 or at + size > len(data):
        raise _cut_off("a blob")
    return end


def _string(data: bytes, at: int, what: str) -> tuple[str, int]:
    """A text up to its zero byte, and where what follows it begins."""
    end = data.find(b"\0", at)
    if end < 0:
        raise _cut_off(what)
    try:
        text = data[at:end].decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{what} is not UTF-8", field="packet") from error
    return text, end + 4 - end % 4


def _cut_off(what: str) -> InvalidRequest:
    return InvalidRequest(f"not an OSC packet: {what} is cut off", field="packet")
