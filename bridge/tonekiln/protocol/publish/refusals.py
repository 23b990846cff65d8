"""Messages that must be refused, and with what: whatever a stranger may send."""

from __future__ import annotations

from dataclasses import dataclass

from .. import limits
from ..errors import ErrorCode


@dataclass(frozen=True, slots=True)
class BadMessage:
    """Frames that no side may take.

    Attributes:
        code: the error to answer with.
        field: what the error names.
        parent: the id that could still be read, or "".
    """

    name: str
    frames: tuple[bytes, ...]
    field: str
    code: ErrorCode = ErrorCode.INVALID_REQUEST
    parent: str = ""


def _header(body: str, kind: str = "generate", version: str = limits.PROTOCOL_VERSION) -> bytes:
    return f'{{"v":"{version}","id":"j1","kind":"{kind}","body":{body}}}'.encode()


def _of_body(name: str, body: str, field: str, kind: str = "generate") -> BadMessage:
    return BadMessage(name, (_header(body, kind),), field, parent="j1")


def _of_header(name: str, header: bytes, field: str = "header") -> BadMessage:
    return BadMessage(name, (header,), field)


_GOOD = _header('{"bpm":120,"bars":4}')
_LONG_PROMPT = "a" * (limits.MAX_PROMPT_CHARACTERS + 1)
_TOO_MANY = 2 + limits.MAX_PAYLOAD_FRAMES

BAD_MESSAGES: tuple[BadMessage, ...] = (
    BadMessage("no frames", (), "frames"),
    BadMessage("too many frames", (_GOOD, *(b"" for _ in range(1, _TOO_MANY))), "frames"),
    _of_header("an empty frame", b""),
    _of_header("a truncated header", _GOOD[:-9]),
    _of_header("bytes after the header", _GOOD + b"x"),
    _of_header("a request of the web", b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\n{}"),
    _of_header("not UTF-8", b'{"v":"1.0","id":"j1","kind":"\xff\xfe"}'),
    _of_header("a list", b"[]"),
    _of_header("a number", b"7"),
    _of_header("NaN, which JSON has not", b'{"v":NaN}'),
    _of_header("deep nesting", b'{"body":' + b"[" * 5000),
    _of_header(
        "half a character", b'{"v":"1.0","id":"j1","kind":"generate","body":{"prompt":"\\ud800"}}'
    ),
    _of_header("no version", b'{"id":"j1","kind":"ping"}', "v"),
    _of_header("a version of one number", b'{"v":"1","id":"j1","kind":"ping"}', "v"),
    _of_header("a version in other digits", '{"v":"١.0","id":"j1","kind":"ping"}'.encode(), "v"),
    _of_header("no id", b'{"v":"1.0","kind":"ping"}', "id"),
    _of_header("an empty id", b'{"v":"1.0","id":"","kind":"ping"}', "id"),
    _of_header("an id with a path", b'{"v":"1.0","id":"../../etc","kind":"ping"}', "id"),
    _of_header("an id with a line feed", b'{"v":"1.0","id":"j1\\n","kind":"ping"}', "id"),
    _of_header("no kind", b'{"v":"1.0","id":"j1"}', "kind"),
    BadMessage(
        "another major version",
        (_header("{}", "ping", "2.0"),),
        "v",
        ErrorCode.VERSION_MISMATCH,
        parent="j1",
    ),
    _of_body("an unknown kind", "{}", "kind", kind="launch_missiles"),
    _of_body("no tempo", '{"bars":4}', "bpm"),
    _of_body("a tempo in words", '{"bpm":"fast"}', "bpm"),
    _of_body("a tempo that is a list", '{"bpm":[120]}', "bpm"),
    _of_body("no bars at all", '{"bpm":120,"bars":0}', "bars"),
    _of_body("too many bars", f'{{"bpm":120,"bars":{limits.MAX_BARS + 1}}}', "bars"),
    _of_body("a huge number of bars", '{"bpm":120,"bars":1e300}', "bars"),
    _of_body("half a bar", '{"bpm":120,"bars":0.5}', "bars"),
    _of_body("bars as text", '{"bpm":120,"bars":"4"}', "bars"),
    _of_body("too few seconds", '{"bpm":120,"seconds":0.01}', "seconds"),
    _of_body("too many seconds", '{"bpm":120,"seconds":600.1}', "seconds"),
    _of_body("a meter in thirds", '{"bpm":120,"bars":4,"meter":"4/3"}', "meter"),
    _of_body("a meter with a line feed", '{"bpm":120,"bars":4,"meter":"4/4\\n"}', "meter"),
    _of_body("a key of no scale", '{"bpm":120,"bars":4,"key":"H"}', "key"),
    _of_body("a negative seed", '{"bpm":120,"bars":4,"seed":-1}', "seed"),
    _of_body("a seed too large", f'{{"bpm":120,"seed":{limits.MAX_SEED + 1}}}', "seed"),
    _of_body("too many variations", '{"bpm":120,"variations":9}', "variations"),
    _of_body("a rate too low", '{"bpm":120,"sample_rate":8000}', "sample_rate"),
    _of_body("a rate too high", '{"bpm":120,"sample_rate":384000}', "sample_rate"),
    _of_body("a prompt too long", f'{{"bpm":120,"prompt":"{_LONG_PROMPT}"}}', "prompt"),
    _of_body("a prompt that is a number", '{"bpm":120,"prompt":7}', "prompt"),
    _of_body("a swing past its end", '{"bpm":120,"swing":1.5}', "swing"),
    _of_body("an unknown priority", '{"bpm":120,"priority":"mine"}', "priority"),
    _of_body("a place off the list", '{"bpm":120,"placement":{"at":"moon"}}', "placement.at"),
    _of_body("a path that is empty", '{"bpm":120,"init":{"path":""}}', "init.path"),
    _of_body("a part of no clip", '{"bpm":120,"inpaint":{"clip":"a"}}', "inpaint.spans"),
    _of_body("no part", '{"bpm":120,"inpaint":{"clip":"a","spans":[]}}', "inpaint.spans"),
    _of_body(
        "a part before the first bar",
        '{"bpm":120,"inpaint":{"clip":"a","spans":[{"from":0,"to":2}]}}',
        "inpaint.spans[0].from",
    ),
    _of_body(
        "a part without an end",
        '{"bpm":120,"inpaint":{"clip":"a","spans":[{"from":1}]}}',
        "inpaint.spans[0].to",
    ),
    _of_body("a list for a body", "[]", "body"),
    _of_body("null for a body", "null", "body"),
    _of_body("a clip named as a path", '{"clip_id":"a/b"}', "clip_id", kind="show_clip"),
    _of_body("an event before the first", '{"after":-1}', "after", kind="resume"),
    _of_body("a bar before the first", '{"clip_id":"a","at":"bar","bar":0}', "bar", "place_clip"),
    _of_body("a track without a name", '{"clip_id":"a","track":""}', "track", "place_clip"),
    _of_body(
        "an unknown preset field",
        '{"preset":{"name":"a","words":"b","x":1}}',
        "preset",
        kind="save_preset",
    ),
    _of_body(
        "a licence that is no digest", '{"engine":"a","licence":"yes"}', "licence", "get_engine"
    ),
    _of_body("a job named as a path", '{"job":"../x"}', "job", "pause_engine_job"),
    _of_body("no engine to remove", "{}", "engine", "remove_engine"),
    _of_body("a token with a line feed", '{"token":"hf_a\\nb"}', "token", "keep_token"),
    _of_body("an empty token", '{"token":""}', "token", "keep_token"),
    _of_body(
        "a token too long",
        f'{{"token":"{"a" * (limits.MAX_TOKEN_CHARACTERS + 1)}"}}',
        "token",
        "keep_token",
    ),
    BadMessage("a header too long", (b" " * (limits.MAX_HEADER_BYTES + 1),), "header"),
    BadMessage("a payload too long", (_GOOD, b"\0" * (limits.MAX_CHUNK_BYTES + 1)), "payload"),
)
