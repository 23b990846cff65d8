"""OSC arguments to requests, and events to OSC arguments. Pure functions."""

from __future__ import annotations

import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import msgspec

from tonekiln.protocol import (
    Accepted,
    ClipPlaced,
    ClipReady,
    Done,
    Failure,
    Generate,
    InputAudio,
    Message,
    PlaceClip,
    Progress,
    Separate,
    limits,
)
from tonekiln.protocol.errors import InvalidRequest, NotFound
from tonekiln.protocol.lora_text import loras_from_text
from tonekiln.protocol.parts import bar_spans
from tonekiln.protocol.refusal import refusal_of
from tonekiln.protocol.schema import bound_of_field
from tonekiln.timeline.spot import Spot
from tonekilnd.planning.checks import check_meter, check_tempo

from .arguments import field_value, number, text, whole_number
from .packet import Argument
from .senders import Sender, Tempo
from .table import CLIP_OPTIONS, LORAS, OPTIONS, PARTS, PREFIX

_DEFAULT_BARS = 4
REPLY_PORT = "reply_port"
_PORTS = "1 to 65535"


@dataclass(frozen=True, slots=True)
class Double:
    """A number whose digits need OSC's 64 bits."""

    value: float


OscArgument: TypeAlias = str | int | float | Double
OscReply: TypeAlias = tuple[str, Sequence[OscArgument]]


def generate_from(
    arguments: Sequence[Argument], second: str, sender: Sender, path_of: Callable[[str], str]
) -> tuple[str, Generate]:
    """The sender's id and the request of a `/generate` or `/preset` message.

    Args:
        arguments: id, prompt or preset, then option, value pairs.
        second: which field the second argument is.
        sender: its tempo and meter are for what the options leave out.
        path_of: the file of a clip, by its id.

    Raises:
        InvalidRequest: names the argument or option at fault.
        NotFound: an option names a clip that is not in the library.
    """
    if len(arguments) < 2:
        raise InvalidRequest(
            f"id and {second} must come first",
            field="id",
            bound=f"id, {second}, option, value, ...",
        )
    named = id_from(arguments)
    options = _options(arguments[2:])
    tempo = sender.tempo(named_itself="bpm" in options)
    fields = {**tempo, **options, second: text(arguments[1], second)}
    parts = fields.pop(PARTS, None)
    for field in CLIP_OPTIONS:
        if field in fields:
            fields[field] = {"path": _clip_file(str(fields[field]), field, path_of)}
    if "inpaint" in fields or parts is not None:
        fields["inpaint"] = _inpaint(options.get("inpaint"), parts)
    if "bpm" not in fields:
        raise InvalidRequest(
            "there is no tempo yet",
            field="bpm",
            bound=f"{limits.MIN_BPM} to {limits.MAX_BPM}",
            hint=f"send {PREFIX}/tempo first, or the option bpm",
        )
    if second == "prompt" and "preset" not in fields and "seconds" not in fields:
        fields.setdefault("bars", _DEFAULT_BARS)
    return named, _convert(fields)


def stems_from(arguments: Sequence[Argument]) -> tuple[str, Separate]:
    """The sender's id and the request of a `/stems` message: the id, the id of a clip.

    Raises:
        InvalidRequest: names the argument at fault.
    """
    named = id_from(arguments)
    if len(arguments) < 2:
        raise InvalidRequest("no clip is named", field="clip", bound="id, clip")
    try:
        source = msgspec.convert({"clip": text(arguments[1], "clip")}, InputAudio)
    except msgspec.ValidationError as error:
        raise InvalidRequest(
            "a clip is named by its id", field="clip", bound="letters, digits, - and _"
        ) from error
    return named, Separate(source=source)


def id_from(arguments: Sequence[Argument]) -> str:
    """The sender's own id, as text; a number is what it reads as. Raises InvalidRequest."""
    named = text(arguments[0], "id") if arguments else ""
    if not 1 <= len(named) <= limits.MAX_ID_CHARACTERS:
        raise InvalidRequest(
            "the id is too short or too long",
            field="id",
            bound=f"1 to {limits.MAX_ID_CHARACTERS} characters",
        )
    return named


def name_in(arguments: Sequence[Argument]) -> str:
    """The id that an error about these arguments is answered under; "" where there is none."""
    try:
        return id_from(arguments)
    except InvalidRequest:
        return ""


def port_from(argument: Argument) -> int:
    """A port for answers. Raises InvalidRequest."""
    port = whole_number(argument, REPLY_PORT, _PORTS)
    if not 1 <= port <= 65_535:
        raise InvalidRequest(f"{port} is no port", field=REPLY_PORT, bound=_PORTS)
    return port


def port_in(arguments: Sequence[Argument]) -> int | None:
    """The port that a message names for its answers, errors among them, if it does."""
    for name, argument in pairwise(arguments):
        if name.value == REPLY_PORT:
            try:
                return port_from(argument)
            except InvalidRequest:
                return None
    return None


def _inpaint(clip_id: str | None, parts: str | None) -> dict[str, Any]:
    """The clip, by its id: its tempo and length are looked at. Raises InvalidRequest."""
    if clip_id is None or parts is None:
        raise InvalidRequest(
            "give inpaint and parts together", field="inpaint" if clip_id is None else PARTS
        )
    spans = bar_spans(parts, PARTS)
    return {"clip": clip_id, "spans": [{"from": one.from_, "to": one.to} for one in spans]}


def _clip_file(clip_id: str, field: str, path_of: Callable[[str], str]) -> str:
    try:
        return path_of(clip_id)
    except NotFound as error:
        raise NotFound(
            error.message, field=field, hint="it takes the id of a clip; OSC can name no file"
        ) from error


def tempo_from(arguments: Sequence[Argument]) -> Tempo:
    """`bpm` and perhaps `meter` of a `/tempo` message.

    Raises:
        InvalidRequest: a tempo or meter that no request could have, now rather than when a clip
            is asked for.
    """
    bound = bound_of_field(Generate, "bpm")
    if not arguments:
        raise InvalidRequest("a tempo needs its bpm", field="bpm", bound=bound)
    tempo = Tempo(bpm=number(arguments[0], "bpm", bound))
    if len(arguments) > 1:
        tempo["meter"] = text(arguments[1], "meter")
    asked = _convert({**tempo, "bars": 1})
    check_tempo(asked.bpm)
    check_meter(asked.meter)
    return tempo


def place_from(arguments: Sequence[Argument]) -> PlaceClip:
    """The request of a `/place` message.

    Args:
        arguments: the clip's id; then, if given, where (as `--at` has it), the DAW or "", and the
            track or "".

    Raises:
        TonekilnError: names the argument at fault.
    """
    if not arguments:
        raise NotFound("no clip is named", field="clip")
    if not isinstance(arguments[0].value, str):
        raise InvalidRequest("a clip is named by its id, a string", field="clip")
    names = ("clip", "at", "daw", "track")
    words = [text(given, name) for given, name in zip(arguments, names, strict=False)]
    clip_id, at, daw, track = [*words, *("", "now", "", "")[len(words) :]]
    spot = Spot.parse(at)
    fields = {"clip_id": clip_id, "at": spot.at, "bar": spot.bar}
    try:
        return msgspec.convert({**fields, "daw": daw or None, "track": track or None}, PlaceClip)
    except msgspec.ValidationError as error:
        raise refusal_of(error, PlaceClip) from error


def _options(pairs: Sequence[Argument]) -> dict[str, Any]:
    if len(pairs) % 2:
        last = pairs[-1].value
        named = last[:40] if isinstance(last, str) else "option"
        raise InvalidRequest("every option needs its value", field=named)
    found: dict[str, Any] = {}
    typed: list[str] = []
    for name, argument in zip(pairs[::2], pairs[1::2], strict=True):
        option = str(name.value)
        if option == REPLY_PORT:
            port_from(argument)
            continue
        if option == PARTS:
            found[PARTS] = text(argument, PARTS)
            continue
        field = OPTIONS.get(option)
        if field is None:
            raise InvalidRequest(
                f"unknown option {option[:40]!r}",
                field="option",
                bound=", ".join((*OPTIONS, PARTS)),
            )
        if field == LORAS:
            typed.append(text(argument, option))
            continue
        value = field_value(argument, field, option)
        if value is not None:
            found[field] = value
    weights = loras_from_text(typed)
    if weights:
        found[LORAS] = [{"name": name, "weight": weight} for name, weight in weights.items()]
    return found


def _convert(fields: Mapping[str, Any]) -> Generate:
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
            length = (_exactly(c.bpm), c.bars or 0, c.frames, c.sample_rate)
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


def _exactly(bpm: float) -> float | Double:
    """A tempo as a float where its seven digits are the tempo, which every program reads."""
    (short,) = struct.unpack(">f", struct.pack(">f", bpm))
    return bpm if float(f"{short:.7g}") == bpm else Double(bpm)


def _ms(value: int | None) -> int:
    """OSC has no null: -1 says that nothing is known yet."""
    return -1 if value is None else min(value, 2**31 - 1)
