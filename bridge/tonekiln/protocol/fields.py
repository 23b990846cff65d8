"""The types of the wire's fields, each with its bound.

A bound is written once, here, as msgspec metadata; decoding enforces it, and the protocol's
tables and the plugin's header are generated from it. Patterns hold to the very end of the
text (`$` would let a line feed follow), since a name may become part of a path.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from . import limits
from .growing import Growing

Identifier = Annotated[
    str,
    Meta(
        pattern=rf"^[A-Za-z0-9_-]{{1,{limits.MAX_ID_CHARACTERS}}}\Z",
        description="letters, digits, - and _",
    ),
]
Name = Annotated[
    str,
    Meta(
        pattern=rf"^[A-Za-z0-9_.:/\\ ~-]{{1,{limits.MAX_NAME_CHARACTERS}}}\Z",
        description="a name of ASCII letters, digits, spaces and _ . : / \\ ~ -",
    ),
]
PresetName = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=limits.MAX_ID_CHARACTERS + 1 + limits.MAX_NAME_CHARACTERS,
        description="a preset's name, or CATEGORY/NAME",
    ),
]
EngineName = Annotated[
    str,
    Meta(
        pattern=r"^[^\x00]+\Z",
        max_length=limits.MAX_ENGINE_CHARACTERS,
        description="an engine's name, or FAMILY:PATH with any path but for NUL characters",
    ),
]
LORA_NAME = rf"^[A-Za-z0-9_][A-Za-z0-9_.-]{{0,{limits.MAX_LORA_CHARACTERS - 1}}}\Z"
LoraName = Annotated[
    str,
    Meta(
        pattern=LORA_NAME,
        description="letters, digits, - _ and ., not with - or . first",
    ),
]
LoraWeight = Annotated[float, Meta(ge=-limits.MAX_LORA_WEIGHT, le=limits.MAX_LORA_WEIGHT)]
Prompt = Annotated[
    str, Meta(max_length=limits.MAX_PROMPT_CHARACTERS, description="text in any script")
]
Path = Annotated[
    str, Meta(min_length=1, max_length=limits.MAX_PATH_BYTES, description="absolute path")
]
CalledText = Annotated[
    str,
    Meta(min_length=1, max_length=limits.MAX_PATH_BYTES, description="an id, a name or a path"),
]
FileName = Annotated[
    str, Meta(max_length=limits.MAX_ITEM_CHARACTERS, description="a file's name, without folders")
]
Sha256 = Annotated[
    str, Meta(pattern=r"^[0-9a-f]{64}\Z", description="a SHA-256 in 64 hexadecimal digits")
]
Token = Annotated[
    str,
    Meta(
        pattern=rf"^[!-~]{{1,{limits.MAX_TOKEN_CHARACTERS}}}\Z",
        description="an access token: ASCII without spaces",
    ),
]
Bpm = Annotated[
    Decimal,
    Meta(
        description=(
            f"quarter notes per minute, {limits.MIN_BPM} to {limits.MAX_BPM}, at most "
            f"{limits.BPM_DECIMALS} decimals; text or number"
        )
    ),
]
MeterText = Annotated[str, Meta(pattern=r"^[0-9]{1,2}/(2|4|8|16)\Z", description="like 4/4")]
Bars = Annotated[int, Meta(ge=1, le=limits.MAX_BARS)]
BarPlace = Annotated[
    float,
    Meta(
        ge=1.0,
        le=limits.MAX_BARS + 1.0,
        description="a place in a clip, in bars: 1 is its start, 2.5 the middle of its second bar",
    ),
]
TimelineBar = Annotated[
    int, Meta(ge=1, le=limits.MAX_TIMELINE_BAR, description="with `at` bar only; the first is 1")
]
TrackName = Annotated[
    str, Meta(min_length=1, max_length=limits.MAX_NAME_CHARACTERS, description="a track's name")
]
Item = Annotated[
    str,
    Meta(
        min_length=1, max_length=limits.MAX_ITEM_CHARACTERS, description="a DAW's name for a clip"
    ),
]
ProgramText = Annotated[
    str, Meta(max_length=limits.MAX_NAME_CHARACTERS, description="what a program says of itself")
]
Seconds = Annotated[float, Meta(ge=limits.MIN_SECONDS, le=limits.MAX_SECONDS)]
KeyText = Annotated[
    str,
    Meta(
        pattern=(
            r"^[A-Ga-g](#|b|♯|♭)? ?"
            r"(m|maj|min|major|minor|dorian|phrygian|lydian|mixolydian)?\Z"
        ),
        description="like C, F#m, Bb minor or D dorian",
    ),
]
Seed = Annotated[int, Meta(ge=0, le=limits.MAX_SEED)]
Variations = Annotated[int, Meta(ge=1, le=limits.MAX_VARIATIONS)]
SampleRate = Annotated[int, Meta(ge=limits.MIN_SAMPLE_RATE, le=limits.MAX_SAMPLE_RATE)]
Guidance = Annotated[float, Meta(ge=0.0, le=20.0)]
Steps = Annotated[int, Meta(ge=1, le=500)]
Temperature = Annotated[float, Meta(ge=0.01, le=5.0)]
Unit = Annotated[float, Meta(ge=0.0, le=1.0)]
Sequence = Annotated[int, Meta(ge=0, le=2**62)]
Sample = Annotated[int, Meta(ge=0, le=2**53)]
DeadlineMs = Annotated[int, Meta(ge=1, le=24 * 3600 * 1000)]


class Priority(StrEnum):
    """Who goes first in the queue; equal ones in order of arrival."""

    LIVE = "live"
    NORMAL = "normal"
    BACKGROUND = "background"


class JobState(Growing):
    """Where a job is on its way from request to clip."""

    QUEUED = "queued"
    LOADING = "loading"
    GENERATING = "generating"
    FITTING = "fitting"
    WRITING = "writing"
    DONE = "done"
    FAILED = "failed"

    @property
    def terminal(self) -> bool:
        """Whether nothing more happens to the job."""
        return self in (JobState.DONE, JobState.FAILED)


class EngineJobState(Growing):
    """What is being done to bring an engine."""

    QUEUED = "queued"
    LIBRARIES = "libraries"
    TRYING = "trying"
    WEIGHTS = "weights"
    CHECKING = "checking"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"


class TokenPlace(Growing):
    """Where a token is kept."""

    KEYRING = "keyring"
    FILE = "file"
    NOWHERE = "nowhere"


class EngineKind(Growing):
    """What makes the sound: written rules, or a trained model."""

    PROCEDURAL = "procedural"
    NEURAL = "neural"


class Ability(Growing):
    """What a request may ask of an engine beyond a text prompt."""

    NEGATIVE = "negative"
    GUIDANCE = "guidance"
    TEMPERATURE = "temperature"
    STEPS = "steps"
    INIT = "init"
    CONTINUATION = "continuation"
    INPAINT = "inpaint"
    MELODY = "melody"
    STEMS = "stems"
    ONE_SHOT = "one_shot"
    KEY = "key"
    SWING = "swing"
    PREVIEW = "preview"
    PRECISION = "precision"
    LORA = "lora"
    SEPARATE = "separate"


class Readiness(Growing):
    """How far an engine is from making sound."""

    WARM = "warm"
    LOADING = "loading"
    ON_DISK = "on_disk"
    TO_PULL = "to_pull"
    TO_INSTALL = "to_install"


class PlaceAt(StrEnum):
    """Where on the timeline a clip should go."""

    NOW = "now"
    NEXT_BAR = "next_bar"
    PLAYHEAD = "playhead"
    LOOP_START = "loop_start"
    SELECTION = "selection"
    BAR = "bar"
