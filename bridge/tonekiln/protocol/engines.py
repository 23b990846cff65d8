"""Engines: which there are, what they can do, and which are warm."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from . import fields as f
from .message import Direction, Message


class LoraRow(Struct, frozen=True, kw_only=True):
    """A LoRA that an engine can be asked with, and whose terms then hold too."""

    name: str
    licence: str
    non_commercial: bool


class EngineRow(Struct, frozen=True, kw_only=True):
    """One engine, as a picker shows it.

    Attributes:
        sample_rate: the rate it works at; null when it renders at any.
        longest_seconds: one pass; longer clips are made of several, where `windows` says so.
        memory_bytes: what it takes when warm, measured where it has been; else estimated.
        download_bytes: about what its weights take to fetch.
        libraries_bytes: about what `get_engine` would fetch of libraries besides; 0 for none.
        disk_bytes: what `remove_engine` would give back.
        gated: whether its terms have to be accepted on `page`, and a token kept.
        job: of the job that gets it just now, or "".
        fits_memory: whether it may be warm within the memory budget, alone.
        pace: seconds of computing for a second of audio, as measured here; null until it ran.
        fix: the command that makes it usable, or "".
        loras: those added here that were trained on a model of its form.
    """

    name: str
    title: str
    kind: f.EngineKind
    readiness: f.Readiness
    sample_rate: int | None
    channels: int
    longest_seconds: float
    windows: bool
    abilities: tuple[f.Ability, ...]
    licence: str
    licence_url: str
    non_commercial: bool
    memory_bytes: int
    download_bytes: int = 0
    pinned: bool = False
    jobs_running: int = 0
    device: str = ""
    precision: str = ""
    fix: str = ""
    libraries_bytes: int = 0
    disk_bytes: int = 0
    gated: bool = False
    page: str = ""
    job: str = ""
    fits_memory: bool = True
    pace: float | None = None
    loras: tuple[LoraRow, ...] = ()


class ListEngines(Message, frozen=True, kw_only=True):
    """Ask for every engine."""

    kind: ClassVar[str] = "list_engines"


class EngineList(Message, frozen=True, kw_only=True):
    """Every engine known here, usable or not.

    Attributes:
        problems: what of weights, records and families could not be read, a sentence each.
        suggested: the trained model that fits this machine, for who has none yet; or "".
    """

    kind: ClassVar[str] = "engine_list"
    direction: ClassVar[Direction] = "reply"

    engines: tuple[EngineRow, ...]
    default: str
    problems: tuple[str, ...] = ()
    suggested: str = ""


class LoadEngine(Message, frozen=True, kw_only=True):
    """Make an engine warm; answered by `engine_state` when it is."""

    kind: ClassVar[str] = "load_engine"

    engine: f.EngineName


class UnloadEngine(Message, frozen=True, kw_only=True):
    """Give an engine's memory back; waits for its running job."""

    kind: ClassVar[str] = "unload_engine"

    engine: f.EngineName


class PinEngine(Message, frozen=True, kw_only=True):
    """Keep an engine warm whatever else is asked for, or stop doing so."""

    kind: ClassVar[str] = "pin_engine"

    engine: f.EngineName
    pinned: bool = True


class EngineState(Message, frozen=True, kw_only=True):
    """How an engine stands after a load, unload or pin."""

    kind: ClassVar[str] = "engine_state"
    direction: ClassVar[Direction] = "reply"

    engine: EngineRow
