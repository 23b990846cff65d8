"""OSC arguments to requests, and events to OSC arguments. Pure functions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import msgspec

from tonekiln.protocol import (
    Accepted,
    ClipPlaced,
    ClipReady,
    Done,
    Failure,
    Generate,
    Message,
    PlaceClip,
    Progress,
)
from tonekiln.protocol.errors import InvalidRequest, NotFound
from tonekiln.protocol.refusal import refusal_of
from tonekiln.timeline.spot import Spot

from .osc_table import CLIP_OPTIONS, OPTIONS, PREFIX

_MOST_ID_CHARACTERS = 64
_DEFAULT_BARS = 4
_SWITCHES = ("one_shot", "stems", "draft", "retake")

OscArgument: TypeAlias = str | int | float
OscReply: TypeAlias = tuple[str, Sequence[OscArgument]]


def generate_from(
    arguments: Sequence[Any], second: str, tempo: dict[str, Any], path_of: Callable[[str], str]
) -> tuple[str, Generate]:
    """The sender's id and the request of a `/generate` or `/preset` message.

    Args:
        arguments: id, prompt or preset, then option, value pairs.
        second: which field the second argument is.
        tempo: `bpm` and `meter` of this sender, for what the options leave out.
        path_of: the file of a clip, by its id.

    Raises:
        InvalidRequest: names the argument or option at fault.
        NotFound: an option names a clip that is not in the library.
    """
    if len(arguments) < 2 or not all(isinstance(a, str) for a in arguments[:2]):
        raise InvalidRequest(
            f"id and {second} must come first, as strings",
            field="id",
            bound=f"id, {second}, option, value, ...",
        )
    named = arguments[0]
    if not 1 <= len(named) <= _MOST_ID_CHARACTERS:
        raise InvalidRequest("the id is too short or too long", field="id", bound="1 to 64")
    fields = {**tempo, **_options(arguments[2:]), second: arguments[1]}
    for field in CLIP_OPTIONS:
        if field in fields:
            fields[field] = {"path": _clip_file(str(fields[field]), field, path_of)}
    if "bpm" not in fields:
        raise InvalidRequest(
            "there is no tempo yet",
            field="bpm",
            bound="20 to 400",
            hint=f"send {PREFIX}/tempo first, or the option bpm",
        )
    if second == "prompt" and "preset" not in fields and "seconds" not in fields:
        fields.setdefault("bars", _DEFAULT_BARS)
    return named, _convert(fields)


def _clip_file(clip_id: str, field: str, path_of: Callable[[str], str]) -> str:
    try:
        return path_of(clip_id)
    except NotFound as error:
        raise NotFound(
            error.message, field=field, hint="it takes the id of a clip; OSC can name no file"
        ) from error


def tempo_from(arguments: Sequence[Any]) -> dict[str, Any]:
    """`bpm` and perhaps `meter` of a `/tempo` message. Raises InvalidRequest."""
    if not arguments:
        raise InvalidRequest("a tempo needs its bpm", field="bpm", bound="20 to 400")
    tempo = {"bpm": _plain(arguments[0])}
    if len(arguments) > 1:
        tempo["meter"] = arguments[1]
    _convert({**tempo, "bars": 1})
    return tempo


def place_from(arguments: Sequence[Any]) -> PlaceClip:
    """The request of a `/place` message.

    Args:
        arguments: the clip's id; then, if given, where (as `--at` has it), the DAW or "", and the
            track or "".

    Raises:
        TonekilnError: names the argument at fault.
    """
    if not arguments:
        raise NotFound("no clip is named", field="clip")
    words = [*arguments, *("", "now", "", "")[len(arguments) :]][:4]
    if not all(isinstance(word, str) for word in words):
        raise InvalidRequest(
            "clip, where, DAW and track must be strings", field="clip", bound="clip, at, daw"
        )
    clip_id, at, daw, track = words
    spot = Spot.parse(at)
    fields = {"clip_id": clip_id, "at": spot.at, "bar": spot.bar}
    try:
        return msgspec.convert({**fields, "daw": daw or None, "track": track or None}, PlaceClip)
    except msgspec.ValidationError as error:
        raise refusal_of(error, PlaceClip) from error


def _options(pairs: Sequence[Any]) -> dict[str, Any]:
    if len(pairs) % 2:
        raise InvalidRequest("every option needs its value", field=str(pairs[-1])[:40])
    found: dict[str, Any] = {}
    for name, value in zip(pairs[::2], pairs[1::2], strict=True):
        field = OPTIONS.get(name) if isinstance(name, str) else None
        if field is None:
            raise InvalidRequest(
                f"unknown option {str(name)[:40]!r}", field="option", bound=", ".join(OPTIONS)
            )
        found[field] = bool(value) if field in _SWITCHES else _plain(value)
    return found


def _plain(value: Any) -> Any:  # noqa: ANN401 - an OSC argument has any type
    """OSC floats are 32 bits: 120.1 arrives as 120.0999984741. Seven digits mean what was sent."""
    return f"{value:.7g}" if isinstance(value, float) else value


def _convert(fields: dict[str, Any]) -> Generate:
    try:
        return msgspec.convert(fields, Generate, strict=False)
    except (msgspec.ValidationError, ValueError) as error:
        raise refusal_of(error, Generate) from error


def placed_reply(placed: ClipPlaced) -> OscReply:
    """Where a clip went; a slot's number stands where there is no bar."""
    where = placed.bar or placed.slot or 0
    return _reply("placed", placed.clip_id, placed.road, placed.track, where, placed.item)


def replies_of(message: Message, named: str) -> list[OscReply]:
    """An event or reply as OSC messages; none for what OSC does not carry."""
    match message:
        case Accepted():
            return [_reply("accepted", named, message.place, _ms(message.eta_ms), message.engine)]
        case Progress():
            eta = _ms(message.eta_ms)
            return [_reply("progress", named, message.state, message.fraction, eta)]
        case ClipReady(clip=c):
            length = (c.bpm, c.bars or 0, c.frames, c.sample_rate)
            terms = (c.engine, c.licence, int(c.non_commercial))
            return [_reply("clip", named, c.clip_id, c.path, c.name, *length, *terms)]
        case Done():
            return [_reply("done", named, len(message.clip_ids))]
        case Failure():
            words = (message.message, message.field, message.hint)
            return [_reply("error", named, message.code, *words)]
    return []


def _reply(last_part: str, *arguments: OscArgument) -> OscReply:
    return f"{PREFIX}/{last_part}", arguments


def _ms(value: int | None) -> int:
    """OSC has no null: -1 says that nothing is known yet."""
    return -1 if value is None else value
