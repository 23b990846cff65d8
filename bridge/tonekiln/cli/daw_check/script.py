"""The scripts: which steps a DAW's check has, in its own words. Data; see `scripts/`."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from importlib.resources import files
from typing import Any

import msgspec

from tonekiln.protocol import PlaceAt
from tonekiln.protocol.errors import InvalidRequest

_SCRIPTS = files("tonekiln.cli.daw_check") / "scripts"
DAWS = ("live", "reaper", "bitwig", "logic")


class Look(StrEnum):
    """What this program looks at by itself in a step."""

    NOTHING = "nothing"
    PLUGIN = "plugin"
    CLIPS = "clips"
    ROAD = "road"
    PLACE = "place"
    PROJECT = "project"


class Want(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What it should find.

    Attributes:
        plugins: how many, at least.
        formats: one of these.
        clips: how many new ones, at least.
        bpm: of the session.
        bars: of the clips.
        at: where this program places the newest clip.
        bar: the bar that the clip must lie at, the first being 1.
        slot: whether it must lie in a launcher or Session slot.
    """

    plugins: int = 1
    formats: tuple[str, ...] = ()
    clips: int = 1
    bpm: float | None = None
    meter: str | None = None
    bars: int | None = None
    at: PlaceAt | None = None
    bar: int | None = None
    slot: bool = False


class Step(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step.

    Attributes:
        title: what it is about.
        do: what the person does, then presses Enter; "" where there is nothing to do.
        ask: what only the person can see, a question of yes or no; "" where nothing is.
    """

    title: str
    do: str = ""
    look: Look = Look.NOTHING
    want: Want = Want()
    ask: str = ""


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """A DAW's check.

    Attributes:
        road: whether there is a road of ours into it.
        project: the ending of its saved project, where that can be read.
    """

    daw: str
    title: str
    road: bool
    project: str
    steps: dict[str, Step]


class _Common(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    steps: dict[str, Step]


class _Own(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A DAW's table: words that stand in `{}` in the texts, the order, steps of its own."""

    title: str
    order: tuple[str, ...]
    words: dict[str, str]
    road: bool = False
    project: str = ""
    steps: dict[str, Step] = {}


def script_of(daw: str) -> Script:
    """The check of a DAW.

    Raises:
        InvalidRequest: there is none for it.
    """
    if daw not in DAWS:
        raise InvalidRequest(f"there is no check of {daw}", field="daw", bound=" or ".join(DAWS))
    own = msgspec.toml.decode(_text(f"{daw}.toml"), type=_Own)
    steps = msgspec.toml.decode(_text("every_daw.toml"), type=_Common).steps | own.steps
    words = {**own.words, "daw": own.title}
    return Script(
        daw=daw,
        title=own.title,
        road=own.road,
        project=own.project,
        steps={name: _worded(steps[name], words) for name in own.order},
    )


def scripts() -> Iterator[Script]:
    """All of them."""
    return map(script_of, DAWS)


def _text(name: str) -> str:
    return (_SCRIPTS / name).read_text(encoding="utf-8")


def _worded(step: Step, words: dict[str, str]) -> Step:
    texts: dict[str, Any] = {
        name: " ".join(getattr(step, name).format(**words).split())
        for name in ("title", "do", "ask")
    }
    return msgspec.structs.replace(step, **texts)
