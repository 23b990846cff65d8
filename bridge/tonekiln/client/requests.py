"""Requests that make jobs, from what a person or a script gives."""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypedDict

from tonekiln.engine_names import from_here
from tonekiln.protocol import (
    Clip,
    Generate,
    GetEngine,
    Inpaint,
    InputAudio,
    Lora,
    Placement,
    Priority,
    Separate,
)
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.parts import Parts, bar_spans
from tonekiln.typed_paths import whole

Tempo = Decimal | int | float | str
"""A tempo as it may be given; a float counts as the digits it prints."""


Sound = str | Path | Clip
"""A file, or a clip of the library."""


class SeparateOptions(TypedDict, total=False):
    """What a request for stems may say beside their source."""

    engine: str | None
    bpm: Tempo | None
    meter: str
    priority: Priority
    placement: Placement | None


class GenerateOptions(TypedDict, total=False):
    """Everything a request may say beside prompt and tempo; `docs/protocol.md` has the bounds.

    Inputs are files or clips of the library; `loras` are weights by name.
    """

    negative: str
    meter: str
    bars: int | None
    seconds: float | None
    key: str | None
    seed: int | None
    variations: int
    engine: str | None
    preset: str | None
    sample_rate: int
    one_shot: bool
    stems: bool
    swing: float | None
    guidance: float | None
    steps: int | None
    temperature: float | None
    precision: str | None
    draft: bool
    init: Sound | None
    strength: float | None
    continuation: Sound | None
    melody: Sound | None
    inpaint: Sound | None
    parts: Parts | None
    width: float | None
    loras: Mapping[str, float]
    retake: bool
    previews: bool
    priority: Priority
    deadline_ms: int | None
    placement: Placement | None


_FILES = ("init", "continuation", "melody")


def generate_request(prompt: str, bpm: Tempo, options: GenerateOptions) -> Generate:
    """Build the request; bounds are left to the daemon, which knows them all.

    Raises:
        InvalidRequest: a number or an engine's path that cannot travel as one.
    """
    fields: dict[str, Any] = {**options}
    for name in _FILES:
        if fields.get(name) is not None:
            fields[name] = _input(fields[name], name)
    inpaint, parts = fields.pop("inpaint", None), fields.pop("parts", None)
    if inpaint is not None or parts is not None:
        fields["inpaint"] = _inpaint(inpaint, parts)
    if fields.get("engine") is not None:
        fields["engine"] = from_here(fields["engine"])
    if "loras" in fields:
        fields["loras"] = _loras(fields["loras"])
    check_finite(fields)
    return Generate(prompt=prompt, bpm=exact_tempo(bpm), **fields)


def separate_request(source: Sound, options: SeparateOptions) -> Separate:
    """Build the request for stems. Raises as `generate_request`."""
    fields: dict[str, Any] = {**options}
    if fields.get("engine") is not None:
        fields["engine"] = from_here(fields["engine"])
    if fields.get("bpm") is not None:
        fields["bpm"] = exact_tempo(fields["bpm"])
    return Separate(source=_input(source, "source"), **fields)


def _input(given: Sound, field: str) -> InputAudio:
    if isinstance(given, Clip):
        return InputAudio(clip=given.clip_id)
    return InputAudio(path=_absolute(given, field))


def _inpaint(given: str | Path | Clip | None, parts: Parts | None) -> Inpaint:
    """Which parts of what are made again. Raises InvalidRequest where one of the two is missing."""
    if given is None or parts is None:
        missing = "no clip or file is named" if given is None else "no part is named"
        raise InvalidRequest(
            f"{missing}: give inpaint and parts together",
            field="inpaint" if given is None else "parts",
        )
    audio = _input(given, "inpaint")
    return Inpaint(path=audio.path, clip=audio.clip, spans=bar_spans(parts, "parts"))


def _loras(weights: Mapping[str, float]) -> tuple[Lora, ...]:
    check_finite({f"the weight of {name}": weight for name, weight in weights.items()})
    return tuple(Lora(name=name, weight=weight) for name, weight in weights.items())


def _absolute(path: str | Path, field: str) -> str:
    """Where a file is, seen from anywhere.

    Raises:
        InvalidRequest: no such user's home, or a name that cannot be sent as text.
    """
    try:
        absolute = str(whole(path, field))
        absolute.encode()
    except UnicodeEncodeError as error:
        raise InvalidRequest(
            "the file's name is no UTF-8 text", field=field, hint="rename the file"
        ) from error
    return absolute


def get_request(engine: str | None, licence: str | None, folder: Path | None) -> GetEngine:
    """Build the request for an engine, its paths written in full.

    Raises:
        InvalidRequest: a path that cannot travel.
    """
    return GetEngine(
        engine=None if engine is None else from_here(engine),
        licence=licence,
        folder=None if folder is None else str(whole(folder, "folder")),
    )


def exact_tempo(bpm: Tempo) -> Decimal:
    """A tempo with the digits it was given in.

    Raises:
        InvalidRequest: it is no number.
    """
    try:
        return Decimal(str(bpm))
    except InvalidOperation as error:
        raise InvalidRequest(
            f"bpm {str(bpm)[:40]!r} is not a number",
            field="bpm",
            bound="20 to 400",
            hint="write it like 120 or 97.5",
        ) from error


def check_finite(fields: Mapping[str, Any]) -> None:
    """Refuse what JSON cannot carry: it would arrive as if it had not been said.

    Raises:
        InvalidRequest: names the field.
    """
    for name, value in fields.items():
        if isinstance(value, float) and not math.isfinite(value):
            raise InvalidRequest(f"{name} must be a finite number", field=name)
