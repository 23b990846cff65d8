"""OSC packets that nobody should send: made by a grammar, and mutated from good ones.

`cases` makes them from a seed, `try_one` gives one to a real OSC port of this process: the real
intake and planning behind it, no engine in front of a worker. Whatever it is answered, the port
must answer a `/status` after it, log no traceback and say nothing `internal`.
"""

from __future__ import annotations

import random
import struct
from collections.abc import Iterator
from pathlib import Path

from tests.fuzz.osc_port import OscPort
from tests.osc_surface import bundle, in_seconds, typed

from tonekilnd.transport.osc.table import ADDRESSES, OPTIONS

_ADDRESSES = [row.address for row in ADDRESSES]
_TAGS = "ihfdsScTFNIbtrm"
_TEXTS = (
    *(
        "",
        "a",
        "x" * 70,
        "x" * 3000,
        "take-1",
        "0",
        "false",
        "on",
        "nan",
        "-inf",
        "1e999",
        "9" * 50,
    ),
    *("1e-999999", "120", "93.333333", "4/4", "0/4", "99/99", "Am", "sketch", "none", "../../x"),
    *("/etc/passwd", "%s%n", "ドラム", "тяжёлый", "💥" * 30, "now", "bar", "5", "1_0", "１２０"),
)
_NUMBERS = (0, 1, -1, 2, 7, 64, 65, 120, 127, 400, 401, 9123, 65_535, 65_536, 2**31 - 1, -(2**31))
_REALS = (0.0, -0.0, 0.5, 1.0, 120.1, 93.333333, 1e9, 1e300, 5e-324, float("nan"), float("inf"))
_TIMES = (0, 1, 2, 2**32, 2**63, 2**64 - 1)
_MOST_BYTES = 60_000

_ports: dict[Path, OscPort] = {}


def cases(seed: int, count: int) -> Iterator[bytes]:
    """That many packets; the same seed gives the same ones, but for their times."""
    chance = random.Random(seed)
    for _ in range(count):
        packet = _packet(chance)
        yield (_mutated(chance, packet) if chance.random() < 0.5 else packet)[:_MOST_BYTES]


def try_one(case: bytes, folder: Path) -> None:
    """Send a packet to the port whose home is in `folder`, which is opened when first used.

    Raises:
        AssertionError: the port fell silent, said `internal` or logged a traceback.
    """
    if folder not in _ports:
        _ports[folder] = OscPort(folder)
    _ports[folder].take(case)


def close(folder: Path) -> None:
    """Close the port of a folder."""
    _ports.pop(folder).close()


def _packet(chance: random.Random) -> bytes:
    kind = chance.random()
    if kind < 0.05:
        return chance.randbytes(chance.choice((0, 1, 3, 16, 64, 1000)))
    if kind < 0.65:
        return _message(chance)
    return _bundle(chance, 0)


def _bundle(chance: random.Random, depth: int) -> bytes:
    parts = [
        _bundle(chance, depth + 1) if depth < 4 and chance.random() < 0.2 else _message(chance)
        for _ in range(chance.choice((0, 1, 2, 3, 8, 70)) if depth == 0 else chance.randrange(3))
    ]
    whole = bundle(*parts, time_tag=_time(chance))
    for _ in range(chance.choice((0, 0, 0, 0, 1, 500)) if depth == 0 else 0):
        whole = bundle(whole)
    return whole


def _time(chance: random.Random) -> int:
    return chance.choice((*_TIMES, 1, 1, 1, in_seconds(0.01), in_seconds(30), in_seconds(1e6)))


def _message(chance: random.Random) -> bytes:
    address = chance.choice(_ADDRESSES)
    if chance.random() < 0.2:
        address = _pattern(chance, address)
    if chance.random() < 0.6:
        return _request(chance, address)
    tags = "".join(chance.choice(_TAGS + "[]zq") for _ in range(chance.randrange(12)))
    return typed(address, tags, *(_value(chance, tag) for tag in tags if tag in "ihfdsScbtrm"))


def _request(chance: random.Random, address: str) -> bytes:
    """Nearly a request: id, prompt, and options of any type."""
    tags, values = "ss", [chance.choice(_TEXTS), chance.choice(_TEXTS)]
    for _ in range(chance.randrange(5)):
        tag = chance.choice(_TAGS)
        tags += "s" + tag
        values.append(chance.choice((*OPTIONS, "reply_port", "file")))
        values += [_value(chance, tag)] if tag in "ihfdsScbtrm" else []
    return typed(address, tags, *values)


def _pattern(chance: random.Random, address: str) -> str:
    place = chance.randrange(1, len(address))
    special = chance.choice(
        ("*", "?", "[a-z]", "[!/]", "{a,b}", "[", "{", "]", "*" * 50, "{}", "[]")
    )
    return address[:place] + special + address[place + chance.randrange(3) :]


def _value(chance: random.Random, tag: str) -> object:
    if tag in "sS":
        return chance.choice(_TEXTS)
    if tag in "fd":
        return _as_float(chance.choice(_REALS)) if tag == "f" else chance.choice(_REALS)
    if tag == "b":
        return chance.randbytes(chance.choice((0, 1, 7, 300)))
    if tag == "t":
        return _time(chance)
    if tag in "rm":
        return chance.randrange(2**32)
    return chance.choice(_NUMBERS)


def _as_float(value: float) -> float:
    """A value that 32 bits can hold."""
    return float("inf") if abs(value) > 1e38 else value


def _mutated(chance: random.Random, packet: bytes) -> bytes:
    data = bytearray(packet)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        place = chance.randrange(len(data) + 1)
        match chance.randrange(5):
            case 0:
                data[place : place + 1] = chance.randbytes(1)
            case 1:
                del data[place : place + chance.choice((1, 4, 64))]
            case 2:
                data[place:place] = chance.randbytes(chance.choice((1, 4)))
            case 3:
                word = struct.pack(">i", chance.choice(_NUMBERS))
                data[place & ~3 : (place & ~3) + 4] = word
            case 4:
                data += data[place : place + 200]
    return bytes(data)
