"""A message as an example shows it: with the envelope around it."""

from __future__ import annotations

from dataclasses import dataclass

from ... import Message

JOB = "job-5f0c"


@dataclass(frozen=True, slots=True)
class Example:
    """One message with the envelope around it."""

    name: str
    message: Message
    id: str
    parent: str | None = None
    seq: int | None = None
    payload: tuple[bytes, ...] = ()


def asked(message: Message, name: str = "", payload: tuple[bytes, ...] = ()) -> Example:
    """A request."""
    return Example(name or message.kind, message, id=f"ask-{message.kind}", payload=payload)


def answered(message: Message, to: str, payload: tuple[bytes, ...] = ()) -> Example:
    """A reply to the request of that id."""
    return Example(message.kind, message, id=f"rep-{message.kind}", parent=to, payload=payload)


def happened(message: Message, seq: int, payload: tuple[bytes, ...] = ()) -> Example:
    """An event of the job that all examples are of."""
    return Example(message.kind, message, id=f"evt-{seq}", parent=JOB, seq=seq, payload=payload)
