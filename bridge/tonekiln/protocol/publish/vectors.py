"""The documents of `tests/vectors/`."""

from __future__ import annotations

import base64
import json
from typing import Any

import msgspec

from ..codec import encode
from .examples import EXAMPLES, Example
from .grid_vectors import grid_vectors
from .refusals import BAD_MESSAGES, BadMessage

_REPEATED_FROM = 256


def grid_json() -> str:
    """`grid.json`: musical time to frames."""
    return _text(grid_vectors())


def messages_json() -> str:
    """`messages.json`: each message as header text, with the facts that decoding must give."""
    return _text({"messages": [_good(example) for example in EXAMPLES]})


def refused_json() -> str:
    """`refused.json`: frames that must be refused, with the error to answer."""
    return _text(
        {
            "about": "a frame is utf8, base64, or one byte (as a number) repeated",
            "messages": [_bad(message) for message in BAD_MESSAGES],
        }
    )


def _good(example: Example) -> dict[str, Any]:
    frames = encode(
        example.message,
        id=example.id,
        parent=example.parent,
        seq=example.seq,
        payload=example.payload,
    )
    return {
        "name": example.name,
        "kind": example.message.kind,
        "direction": example.message.direction,
        "header": frames[0].decode(),
        "payload": [base64.b64encode(chunk).decode() for chunk in example.payload],
        "decoded": {
            "id": example.id,
            "parent": example.parent,
            "seq": example.seq,
            "body": msgspec.to_builtins(example.message),
        },
    }


def _bad(message: BadMessage) -> dict[str, Any]:
    return {
        "name": message.name,
        "frames": [_frame(frame) for frame in message.frames],
        "error": {"code": message.code, "field": message.field},
        "parent": message.parent,
    }


def _frame(frame: bytes) -> dict[str, Any]:
    if len(frame) >= _REPEATED_FROM and frame == frame[:1] * len(frame):
        return {"byte": frame[0], "times": len(frame)}
    try:
        return {"utf8": frame.decode()}
    except UnicodeDecodeError:
        return {"base64": base64.b64encode(frame).decode()}


def _text(document: dict[str, Any]) -> str:
    """JSON with one case a line, so that a change reads well."""
    lines = []
    for key, value in document.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            cases = ",\n".join("  " + _line(case) for case in value)
            lines.append(f" {_line(key)}: [\n{cases}\n ]")
        else:
            lines.append(f" {_line(key)}: {_line(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _line(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
