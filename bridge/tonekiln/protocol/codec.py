"""Messages to frames and back: `[header JSON, payload bytes...]`."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta, Raw, Struct

from tonekiln import plain

from . import limits
from .errors import InvalidRequest, TonekilnError, VersionMismatch
from .fields import Identifier
from .message import KINDS, Message
from .refusal import refusal_of


class Envelope(Struct, frozen=True, kw_only=True):
    """The header around a body.

    Attributes:
        v: the sender's protocol version, `major.minor`.
        id: names this message; a request's id names its job.
        parent: on replies and events, the id of the request they belong to.
        seq: on events, their number; ever growing within one daemon's home.
    """

    v: Annotated[str, Meta(pattern=r"^[0-9]{1,3}\.[0-9]{1,3}\Z")]
    id: Identifier
    kind: Annotated[str, Meta(max_length=limits.MAX_ID_CHARACTERS)]
    parent: str | None = None
    seq: int | None = None
    body: Raw = Raw(b"{}")


class Received(Struct, frozen=True, kw_only=True):
    """A decoded message with its envelope's facts and its payload frames."""

    id: str
    parent: str | None
    seq: int | None
    message: Message
    payload: tuple[bytes, ...] = ()


class UndecodableMessage(Exception):  # noqa: N818 - it carries an error, it is a verdict
    """A header that names itself but cannot be taken.

    Attributes:
        parent: the id of the refused message, or "" where none could be read.
        error: the typed error to answer with.
    """

    def __init__(self, parent: str, error: TonekilnError) -> None:
        super().__init__(error.message)
        self.parent = parent
        self.error = error


@functools.cache
def _decoder(kind: str) -> msgspec.json.Decoder[Message]:
    return msgspec.json.Decoder(KINDS[kind])


_ENVELOPE = msgspec.json.Decoder(Envelope)
_ENCODER = msgspec.json.Encoder()


def encode(
    message: Message,
    *,
    id: str,
    parent: str | None = None,
    seq: int | None = None,
    payload: Sequence[bytes] = (),
) -> list[bytes]:
    """Frames of one message.

    Raises:
        ValueError: more or longer payload frames than the protocol allows, or text that is no
            UTF-8 (UnicodeEncodeError).
    """
    if len(payload) > limits.MAX_PAYLOAD_FRAMES:
        raise ValueError(f"at most {limits.MAX_PAYLOAD_FRAMES} payload frames")
    if any(len(chunk) > limits.MAX_CHUNK_BYTES for chunk in payload):
        raise ValueError(f"a payload frame holds at most {limits.MAX_CHUNK_BYTES} bytes")
    envelope = Envelope(
        v=limits.PROTOCOL_VERSION,
        id=id,
        kind=message.kind,
        parent=parent,
        seq=seq,
        body=Raw(_ENCODER.encode(message)),
    )
    return [_ENCODER.encode(envelope), *payload]


def encode_answer(
    message: Message,
    *,
    id: str,
    parent: str | None = None,
    seq: int | None = None,
    payload: Sequence[bytes] = (),
) -> list[bytes]:
    """Frames of what a daemon says, which may name any file. Raises ValueError as `encode`."""
    try:
        return encode(message, id=id, parent=parent, seq=seq, payload=payload)
    except UnicodeEncodeError:
        return encode(in_utf8(message), id=id, parent=parent, seq=seq, payload=payload)


def in_utf8(message: Message) -> Message:
    r"""A message whose text is UTF-8: a byte of a file's name that is none is shown as `\xfc`."""
    return msgspec.convert(_shown(msgspec.to_builtins(message)), type(message))


def _shown(value: object) -> object:
    if isinstance(value, str):
        return plain.in_utf8(value)
    if isinstance(value, dict):
        return {_shown(key): _shown(item) for key, item in value.items()}
    return [_shown(item) for item in value] if isinstance(value, list | tuple) else value


def decode(
    frames: Sequence[bytes], *, most_header_bytes: int = limits.MAX_HEADER_BYTES
) -> Received:
    """Read one message.

    Args:
        frames: the header and its payload.
        most_header_bytes: the daemon's bound; clients read with `MAX_REPLY_HEADER_BYTES`.

    Raises:
        UndecodableMessage: anything at all is wrong with it.
    """
    if not 1 <= len(frames) <= 1 + limits.MAX_PAYLOAD_FRAMES:
        raise UndecodableMessage(
            "",
            InvalidRequest(
                "a message is one header frame and its payload frames",
                field="frames",
                bound=f"1 to {1 + limits.MAX_PAYLOAD_FRAMES}",
            ),
        )
    header, *payload = frames
    _check_size("header", header, most_header_bytes)
    for chunk in payload:
        _check_size("payload", chunk, limits.MAX_CHUNK_BYTES)
    envelope = _decode_envelope(header)
    message = _decode_body(envelope)
    return Received(
        id=envelope.id,
        parent=envelope.parent,
        seq=envelope.seq,
        message=message,
        payload=tuple(payload),
    )


def _check_size(field: str, frame: bytes, most: int) -> None:
    if len(frame) > most:
        error = InvalidRequest(
            f"the {field} frame is too long", field=field, bound=f"at most {most} bytes"
        )
        raise UndecodableMessage("", error)


def _decode_envelope(header: bytes) -> Envelope:
    try:
        envelope = _ENVELOPE.decode(header)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise UndecodableMessage("", refusal_of(error, Envelope, where="header")) from error
    major = envelope.v.partition(".")[0]
    ours = limits.PROTOCOL_VERSION.partition(".")[0]
    if int(major) != int(ours):
        mismatch = VersionMismatch(
            f"this side speaks protocol {limits.PROTOCOL_VERSION}, the message {envelope.v}",
            field="v",
            bound=f"{ours}.x",
            hint="update the older of the plugin and the daemon",
        )
        raise UndecodableMessage(envelope.id, mismatch)
    return envelope


def _decode_body(envelope: Envelope) -> Message:
    if envelope.kind not in KINDS:
        unknown = InvalidRequest(
            "unknown kind of message", field="kind", bound="one of docs/protocol.md"
        )
        raise UndecodableMessage(envelope.id, unknown)
    try:
        return _decoder(envelope.kind).decode(envelope.body)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        refusal = refusal_of(error, KINDS[envelope.kind])
        raise UndecodableMessage(envelope.id, refusal) from error
