"""Presets: named starting points, the factory's and the user's."""

from __future__ import annotations

from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from . import fields as f
from .message import Direction, Message


class Preset(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One starting point.

    Attributes:
        words: the prompt; `wording` gives another for an engine that answers better to it.
        engines: which suit it, by name or by family: `musicgen` means all of its sizes.
        follows_key: whether the asked key applies; drums and noises have none.
    """

    name: Annotated[str, Meta(min_length=1, max_length=120)]
    words: f.Prompt
    engines: tuple[str, ...] = ("sketch",)
    wording: dict[str, f.Prompt] = {}
    negative: f.Prompt = ""
    bars: f.Bars | None = None
    seconds: f.Seconds | None = None
    bpm: float | None = None
    meter: f.MeterText | None = None
    key: f.KeyText | None = None
    follows_key: bool = True
    one_shot: bool = False
    swing: f.Unit | None = None
    tags: tuple[str, ...] = ()


class PresetRow(Struct, frozen=True, kw_only=True):
    """A preset with where it comes from."""

    category: str
    factory: bool
    preset: Preset


class ListPresets(Message, frozen=True, kw_only=True):
    """Ask for every preset."""

    kind: ClassVar[str] = "list_presets"


class PresetList(Message, frozen=True, kw_only=True):
    """Every preset, and a sentence for each file or entry that could not be read."""

    kind: ClassVar[str] = "preset_list"
    direction: ClassVar[Direction] = "reply"

    presets: tuple[PresetRow, ...]
    problems: tuple[str, ...] = ()


class SavePreset(Message, frozen=True, kw_only=True):
    """Store a user preset; one of the same name and category is replaced."""

    kind: ClassVar[str] = "save_preset"

    category: f.Identifier = "mine"
    preset: Preset


class PresetSaved(Message, frozen=True, kw_only=True):
    """Where a preset was stored."""

    kind: ClassVar[str] = "preset_saved"
    direction: ClassVar[Direction] = "reply"

    row: PresetRow
    path: str
