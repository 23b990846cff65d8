"""What every message is: a frozen struct with a kind and a direction."""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec import Struct

Direction = Literal["request", "reply", "event"]

KINDS: dict[str, type[Message]] = {}
"""Every kind on the wire, in the order of definition."""


class Message(Struct, frozen=True, kw_only=True, omit_defaults=False):
    """Base of all bodies.

    A subclass sets `kind`, its name on the wire, and `direction`; defining it registers it.
    `owner_only` marks requests that a guest's key does not suffice for.
    """

    kind: ClassVar[str] = ""
    direction: ClassVar[Direction] = "request"
    owner_only: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.kind:
            KINDS[cls.kind] = cls
