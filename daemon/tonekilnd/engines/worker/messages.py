"""What the daemon and a worker say to each other. All state is in these messages."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from tonekiln.protocol.errors import ErrorCode
from tonekilnd.domain import TakeSpec

BEAT_SECONDS = 2.0
"""How often a worker says that it is alive."""


class Load(Struct, frozen=True, tag=True):
    """Make the engine warm."""


class Generate(Struct, frozen=True, tag=True):
    """Make one take per spec. `batch` names the work in everything said about it."""

    batch: int
    specs: tuple[TakeSpec, ...]
    previews: bool


class CancelBatch(Struct, frozen=True, tag=True):
    """Stop a batch at its next step."""

    batch: int


class Stop(Struct, frozen=True, tag=True):
    """Unload and end."""


class Alive(Struct, frozen=True, tag=True):
    """Said every few seconds, whatever the engine is at."""


class LoadProgress(Struct, frozen=True, tag=True):
    """How far loading is, 0..1, and what is going on."""

    fraction: float
    message: str


class Loaded(Struct, frozen=True, tag=True):
    """The engine is warm."""


class DeviceMemory(Struct, frozen=True, tag=True):
    """Bytes that the engine takes on a GPU, and that the GPU has; 0 where it uses none."""

    used: int = 0
    total: int = 0


class Step(Struct, frozen=True, tag=True):
    """`done` steps of `of` are behind a batch."""

    batch: int
    done: int
    of: int


class PreviewAudio(Struct, frozen=True, tag=True):
    """Newly finished audio of a take, in the payload: float32, planar."""

    batch: int
    variation: int
    start_frame: int
    channels: int
    sample_rate: int


class TakeMade(Struct, frozen=True, tag=True):
    """One take; the payload holds its mix, then its stems: float32, planar, equal sizes."""

    batch: int
    variation: int
    channels: int
    sample_rate: int
    stems: tuple[str, ...]
    words_understood: tuple[str, ...]
    words_ignored: tuple[str, ...]
    notes: tuple[str, ...]


class BatchMade(Struct, frozen=True, tag=True):
    """All takes of a batch were sent."""

    batch: int


class Stopped(Struct, frozen=True, tag=True):
    """A batch was cancelled and nothing of it runs any more."""

    batch: int


class Failed(Struct, frozen=True, tag=True):
    """Loading (`batch` None) or a batch failed; the worker is still there."""

    batch: int | None
    code: ErrorCode
    message: str
    field: str = ""
    hint: str = ""


ToWorker: TypeAlias = Load | Generate | CancelBatch | Stop
FromWorker: TypeAlias = (
    Alive
    | LoadProgress
    | Loaded
    | DeviceMemory
    | Step
    | PreviewAudio
    | TakeMade
    | BatchMade
    | Stopped
    | Failed
)
