"""What a setting's value must be beyond its type, so that a mistake is told at the start.

Otherwise it is found by whoever asks for sound, or by nobody: a word without meaning, an address
that no datagram comes from, a key that no client can have.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address
from typing import Any, Final

from tonekiln.typed_paths import written_out

LOG_LEVELS: Final = ("debug", "info", "warning", "error")
PRECISIONS: Final = ("fp32", "bf16", "int8")
DEVICES: Final = ("cpu", "cuda", "mps")
_AUTO = "auto"

_CURVE_KEY = re.compile(r"[0-9A-Za-z.\-:+=^!/*?&<>()\[\]{}@%$#]{40}")
"""32 bytes in Z85 (ZeroMQ's RFC 32)."""


def why_not(name: str, value: object) -> str:
    """What is wrong with a value of the setting's own type, as the end of a sentence; or ""."""
    check = _CHECKS.get(name)
    return check(value) if check is not None else ""


def sender_of(text: str) -> str:
    """An address as the system writes a sender's.

    Raises:
        ValueError: it is the address of no sender.
    """
    address = ip_address(text.strip())
    if address.is_unspecified:
        raise ValueError(f"{text} is nobody's address")
    return str(address)


def _one_of(*words: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        return "" if value in words else f"{value!r} is not one of {', '.join(words)}"

    return check


def _log_level(value: str) -> str:
    return _one_of(*LOG_LEVELS)(value.lower())


def _senders(values: Sequence[str]) -> str:
    for value in values:
        try:
            sender_of(value)
        except ValueError:
            return f"{value!r} is not the IP address of one machine, like 192.168.0.20 or fe80::1"
    return ""


def _curve_keys(values: Sequence[str]) -> str:
    for value in values:
        if not _CURVE_KEY.fullmatch(value):
            return f"{value!r} is no CURVE public key: 40 characters of Z85"
    return ""


def _folder(value: str) -> str:
    if "\0" in value:
        return "a path cannot hold NUL characters"
    try:
        written_out(value)
    except RuntimeError:
        return f"{value!r} begins with a home that is not known here: write the whole path"
    return ""


def _paths(values: Mapping[str, str]) -> str:
    return next((why for why in map(_folder, values.values()) if why), "")


_CHECKS: Final[Mapping[str, Callable[[Any], str]]] = {
    "log_level": _log_level,
    "precision": _one_of(_AUTO, *PRECISIONS),
    "device": _one_of(_AUTO, *DEVICES),
    "osc_allow": _senders,
    "allowed_clients": _curve_keys,
    "library": _folder,
    "interpreters": _paths,
}
