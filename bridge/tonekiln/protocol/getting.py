"""Getting engines onto a machine and off it: libraries, weights, licences, the hub's token.

All of it needs the owner's key, the one in the connection file of the home: a guest, whose key
the settings merely allow, is answered `not_allowed`, and OSC has no such addresses.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from . import fields as f
from .engines import EngineRow
from .message import Direction, Message


class EngineJobRow(Struct, frozen=True, kw_only=True):
    """How far an engine is from being here.

    Attributes:
        engine: "" where the libraries alone are asked for.
        done_bytes: of the step that `state` names.
        of_bytes: what that step takes in all, of libraries an estimate; 0 where nobody knows yet.
        bytes_per_second: of the last seconds; 0 while nothing comes.
        eta_ms: until the end of the step, at that speed.
        file: what comes just now.
        waits_for: what it waits for, as a sentence without its full stop, or "".
    """

    job: str
    engine: str
    state: f.EngineJobState
    done_bytes: int = 0
    of_bytes: int = 0
    bytes_per_second: float = 0.0
    eta_ms: int | None = None
    file: str = ""
    waits_for: str = ""


class GetEngine(Message, frozen=True, kw_only=True):
    """Bring all that an engine lacks: its libraries, then its weights. The owner's alone.

    The header's id names the job; the same id twice is one job. Who asks for an engine that is
    being got joins that job under an id of their own (a paused one is continued): each is told its
    progress and its end, and a pause or a cancel is everyone's. A licence that was not accepted
    yet is answered `licence_not_accepted`: `text` is to be shown, `bound` is its digest, which the
    next request names. An accepted job goes on after a restart of the daemon.

    Attributes:
        engine: null for the libraries alone.
        licence: the digest of the licence text that a person saw and accepted.
        folder: wheels and weights on the daemon's machine, taken instead of the network.
    """

    kind: ClassVar[str] = "get_engine"
    owner_only: ClassVar[bool] = True

    engine: f.EngineName | None = None
    licence: f.Sha256 | None = None
    folder: f.Path | None = None


class PauseEngineJob(Message, frozen=True, kw_only=True):
    """Let a job stand, across restarts too, until it is continued. The owner's alone."""

    kind: ClassVar[str] = "pause_engine_job"
    owner_only: ClassVar[bool] = True

    job: f.Identifier


class ContinueEngineJob(Message, frozen=True, kw_only=True):
    """Go on with a paused job where it stopped. The owner's alone."""

    kind: ClassVar[str] = "continue_engine_job"
    owner_only: ClassVar[bool] = True

    job: f.Identifier


class CancelEngineJob(Message, frozen=True, kw_only=True):
    """End a job: whoever asked for it is told `cancelled`. The owner's alone.

    Answered by `cancel_done`. What came so far is kept: the engine asked for again, it goes on.
    """

    kind: ClassVar[str] = "cancel_engine_job"
    owner_only: ClassVar[bool] = True

    job: f.Identifier


class EngineJob(Message, frozen=True, kw_only=True):
    """How a job stands after it was accepted, paused or continued.

    Attributes:
        joined: whether somebody had asked for the same before.
    """

    kind: ClassVar[str] = "engine_job"
    direction: ClassVar[Direction] = "reply"

    row: EngineJobRow
    joined: bool = False


class ListEngineJobs(Message, frozen=True, kw_only=True):
    """Ask for the jobs that get engines, running, waiting or paused."""

    kind: ClassVar[str] = "list_engine_jobs"


class EngineJobList(Message, frozen=True, kw_only=True):
    """The jobs that get engines, and where a token for gated weights is kept."""

    kind: ClassVar[str] = "engine_job_list"
    direction: ClassVar[Direction] = "reply"

    jobs: tuple[EngineJobRow, ...]
    token: f.TokenPlace = f.TokenPlace.NOWHERE


class EngineProgress(Message, frozen=True, kw_only=True):
    """How far a job is; a few times a second at most, and missed by who cannot keep up."""

    kind: ClassVar[str] = "engine_progress"
    direction: ClassVar[Direction] = "event"

    row: EngineJobRow


class EngineReady(Message, frozen=True, kw_only=True):
    """The end of a job: all that was asked for is here. Other ends are an `error` with `job`.

    Attributes:
        engine: as it stands now; null where the libraries alone were asked for.
        notes: what a person should know, a sentence each.
    """

    kind: ClassVar[str] = "engine_ready"
    direction: ClassVar[Direction] = "event"

    job: f.Identifier
    engine: EngineRow | None = None
    notes: tuple[str, ...] = ()


class RemoveEngine(Message, frozen=True, kw_only=True):
    """Delete what Tonekiln fetched for an engine; it leaves the memory first. The owner's alone.

    What lay on the machine before is only forgotten. What other engines use stays.

    Attributes:
        libraries: also the libraries that were brought, where no engine with weights needs them.
    """

    kind: ClassVar[str] = "remove_engine"
    owner_only: ClassVar[bool] = True

    engine: f.EngineName
    libraries: bool = False


class EngineRemoved(Message, frozen=True, kw_only=True):
    """An engine after its weights were deleted, and how much room that gave."""

    kind: ClassVar[str] = "engine_removed"
    direction: ClassVar[Direction] = "reply"

    engine: EngineRow
    freed_bytes: int


class KeepToken(Message, frozen=True, kw_only=True):
    """Keep a token of the Hugging Face hub, for gated weights. The owner's alone.

    It goes into the system's keyring, and from there to the hub alone: into no job, journal, log
    or Plan.

    Attributes:
        in_file: where there is no keyring, keep it in a file that its owner alone may read;
            without this it is refused then.
    """

    kind: ClassVar[str] = "keep_token"
    owner_only: ClassVar[bool] = True

    token: f.Token
    in_file: bool = False

    def __repr__(self) -> str:
        return f"KeepToken(in_file={self.in_file})"


class ForgetToken(Message, frozen=True, kw_only=True):
    """Forget the token. The owner's alone."""

    kind: ClassVar[str] = "forget_token"
    owner_only: ClassVar[bool] = True


class TokenState(Message, frozen=True, kw_only=True):
    """Where a token is kept now, and that in a sentence."""

    kind: ClassVar[str] = "token_state"
    direction: ClassVar[Direction] = "reply"

    kept: f.TokenPlace
    says: str
