"""The connection itself: heartbeat, state, watching, resuming, ending, failing."""

from __future__ import annotations

from typing import ClassVar

from msgspec import Struct

from . import fields as f
from .errors import ErrorCode, TonekilnError, error_of
from .message import Direction, Message


class Program(Struct, frozen=True, kw_only=True):
    """What a client says of itself, for people who look at the daemon; nothing is decided by it.

    Attributes:
        name: `plugin`, `tonekiln`, or what another program calls itself.
        format: how a plugin was loaded: `VST3`, `AU`, `LV2`, `Standalone`.
        host: the program around a plugin, as far as it knows.
    """

    name: f.ProgramText
    version: f.ProgramText = ""
    format: f.ProgramText = ""
    host: f.ProgramText = ""


class Ping(Message, frozen=True, kw_only=True):
    """Are you there? Answered at once, whatever else is going on."""

    kind: ClassVar[str] = "ping"

    program: Program | None = None


class Pong(Message, frozen=True, kw_only=True):
    """Here. `daemon` changes when another process took over."""

    kind: ClassVar[str] = "pong"
    direction: ClassVar[Direction] = "reply"

    daemon: str
    version: str
    last_event: int


class GetStatus(Message, frozen=True, kw_only=True):
    """Ask how the daemon stands."""

    kind: ClassVar[str] = "get_status"


class JobRow(Struct, frozen=True, kw_only=True):
    """One job in the queue or at work."""

    job: str
    engine: str
    state: f.JobState
    fraction: float
    place: int
    eta_ms: int | None = None


class WarmEngine(Struct, frozen=True, kw_only=True):
    """One engine in memory.

    Attributes:
        memory_bytes: resident bytes of its worker.
        device_bytes: what it takes of a GPU's own memory.
    """

    engine: str
    memory_bytes: int
    pinned: bool
    jobs_running: int
    idle_seconds: float
    worker_pid: int
    device_bytes: int = 0


class Status(Message, frozen=True, kw_only=True):
    """The daemon at a glance. Inputs count against the library's quota, beside its clips.

    `programs` are those of the clients that said what they are.
    """

    kind: ClassVar[str] = "status"
    direction: ClassVar[Direction] = "reply"

    daemon: str
    version: str
    pid: int
    uptime_seconds: float
    home: str
    library: str
    clips: int
    library_bytes: int
    library_quota_bytes: int
    jobs: tuple[JobRow, ...]
    warm: tuple[WarmEngine, ...]
    memory_budget_bytes: int
    clients: int
    osc_port: int | None
    problems: tuple[str, ...] = ()
    inputs: int = 0
    inputs_bytes: int = 0
    programs: tuple[Program, ...] = ()


class Watch(Message, frozen=True, kw_only=True):
    """Get everyone's events from now on (a dashboard, a second screen), or stop doing so."""

    kind: ClassVar[str] = "watch"

    on: bool = True


class Resume(Message, frozen=True, kw_only=True):
    """After a reconnect: send what came after event number `after`."""

    kind: ClassVar[str] = "resume"

    after: f.Sequence = 0


class Leave(Message, frozen=True, kw_only=True):
    """This client goes now, and need not be counted any more. Its jobs go on."""

    kind: ClassVar[str] = "leave"


class Shutdown(Message, frozen=True, kw_only=True):
    """End the daemon; jobs that have not ended fail with a reason."""

    kind: ClassVar[str] = "shutdown"


class Ok(Message, frozen=True, kw_only=True):
    """Done. After `resume` and `watch`, `last_event` is the newest event's number."""

    kind: ClassVar[str] = "ok"
    direction: ClassVar[Direction] = "reply"

    last_event: int = 0


class Failure(Message, frozen=True, kw_only=True):
    """What went wrong, where, and what to do. `job` is set when it ended a job.

    Attributes:
        text: a longer text that is to be shown with it: a licence.
    """

    kind: ClassVar[str] = "error"
    direction: ClassVar[Direction] = "event"

    code: ErrorCode
    message: str
    field: str = ""
    bound: str = ""
    hint: str = ""
    job: str = ""
    text: str = ""

    @classmethod
    def of(cls, error: TonekilnError, job: str = "") -> Failure:
        """The wire's form of an exception."""
        return cls(
            code=error.code,
            message=error.message,
            field=error.field,
            bound=error.bound,
            hint=error.hint,
            job=job,
            text=error.text,
        )

    def exception(self) -> TonekilnError:
        """The exception of this failure."""
        kind = error_of(self.code)
        error = kind(
            self.message, field=self.field, bound=self.bound, hint=self.hint, text=self.text
        )
        error.code = self.code  # perhaps one of a later version
        return error
