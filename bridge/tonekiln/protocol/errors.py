"""The closed list of errors, as codes on the wire and as exceptions in Python.

TonekilnError
├── InvalidRequest      a field is wrong: `field`, `bound` and `hint` say how
├── Busy                the queue is full
├── UnknownEngine
├── EngineUnavailable   known, but not usable yet; `hint` holds the command that fixes it
├── UnsupportedAbility  the engine cannot do what a field asks
├── OutOfMemory
├── EngineCrashed
├── Cancelled
├── DeadlineMissed
├── StorageFull
├── NotFound
├── VersionMismatch
├── LicenceNotAccepted  `text` is the licence, `bound` the digest that accepts it
├── TokenNeeded         gated weights; `bound` is the page where their terms are accepted
├── NotAllowed          the owner's key is needed
├── InternalError
└── DaemonUnreachable   never on the wire: no daemon answered
"""

from __future__ import annotations

from .growing import Growing


class ErrorCode(Growing):
    """What can go wrong, as it is written on the wire."""

    INVALID_REQUEST = "invalid_request"
    BUSY = "busy"
    UNKNOWN_ENGINE = "unknown_engine"
    ENGINE_UNAVAILABLE = "engine_unavailable"
    UNSUPPORTED_ABILITY = "unsupported_ability"
    OUT_OF_MEMORY = "out_of_memory"
    ENGINE_CRASHED = "engine_crashed"
    CANCELLED = "cancelled"
    DEADLINE_MISSED = "deadline_missed"
    STORAGE_FULL = "storage_full"
    NOT_FOUND = "not_found"
    VERSION_MISMATCH = "version_mismatch"
    LICENCE_NOT_ACCEPTED = "licence_not_accepted"
    TOKEN_NEEDED = "token_needed"  # noqa: S105 - an error's name
    NOT_ALLOWED = "not_allowed"
    INTERNAL = "internal"


class TonekilnError(Exception):
    """Something a person can act on.

    Attributes:
        code: which of the closed list it is.
        message: one sentence.
        field: the request's field at fault, or "".
        bound: what that field may be, or "".
        hint: what to do next, or "".
        text: a longer text that is to be shown with it, a licence, or "".
    """

    code: ErrorCode = ErrorCode.INTERNAL

    def __init__(
        self, message: str, *, field: str = "", bound: str = "", hint: str = "", text: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.bound = bound
        self.hint = hint
        self.text = text

    def __str__(self) -> str:
        return f"{self.message} ({self.hint})" if self.hint else self.message


class InvalidRequest(TonekilnError):  # noqa: N818 - the names are the wire's
    """A field is missing, of the wrong type, or out of its bound."""

    code = ErrorCode.INVALID_REQUEST


class Busy(TonekilnError):  # noqa: N818
    """The queue is full; try again when a job has ended."""

    code = ErrorCode.BUSY


class UnknownEngine(TonekilnError):  # noqa: N818
    """No engine of that name is known."""

    code = ErrorCode.UNKNOWN_ENGINE


class EngineUnavailable(TonekilnError):  # noqa: N818
    """The engine is known but cannot run yet; the hint holds the command that fixes it."""

    code = ErrorCode.ENGINE_UNAVAILABLE


class UnsupportedAbility(TonekilnError):  # noqa: N818
    """The chosen engine has no such ability."""

    code = ErrorCode.UNSUPPORTED_ABILITY


class OutOfMemory(TonekilnError):  # noqa: N818
    """The model does not fit, even alone."""

    code = ErrorCode.OUT_OF_MEMORY


class EngineCrashed(TonekilnError):  # noqa: N818
    """The worker process of this engine ended while it was at work."""

    code = ErrorCode.ENGINE_CRASHED


class Cancelled(TonekilnError):  # noqa: N818
    """The job was cancelled."""

    code = ErrorCode.CANCELLED


class DeadlineMissed(TonekilnError):  # noqa: N818
    """The clip could not be ready when it had to be."""

    code = ErrorCode.DEADLINE_MISSED


class StorageFull(TonekilnError):  # noqa: N818
    """The disk or the library's quota is full."""

    code = ErrorCode.STORAGE_FULL


class NotFound(TonekilnError):  # noqa: N818
    """No job, clip, preset or file of that name."""

    code = ErrorCode.NOT_FOUND


class VersionMismatch(TonekilnError):  # noqa: N818
    """The other side speaks another major version of the protocol."""

    code = ErrorCode.VERSION_MISMATCH


class LicenceNotAccepted(TonekilnError):  # noqa: N818
    """The licence of the weights was not accepted yet: `text` is it, `bound` its digest."""

    code = ErrorCode.LICENCE_NOT_ACCEPTED


class TokenNeeded(TonekilnError):  # noqa: N818
    """The weights are gated: accept their terms on the page in `bound`, and keep a token."""

    code = ErrorCode.TOKEN_NEEDED


class NotAllowed(TonekilnError):  # noqa: N818
    """Only the owner may ask for this, with the key of the home's connection file."""

    code = ErrorCode.NOT_ALLOWED


class InternalError(TonekilnError):
    """A fault of the daemon's own; the log has the details."""

    code = ErrorCode.INTERNAL


class DaemonUnreachable(TonekilnError):  # noqa: N818
    """No daemon answered. Raised by clients; never sent on the wire."""


_BY_CODE: dict[ErrorCode, type[TonekilnError]] = {
    kind.code: kind for kind in TonekilnError.__subclasses__() if kind is not DaemonUnreachable
}


def error_of(code: ErrorCode) -> type[TonekilnError]:
    """The exception class for a wire code; any TonekilnError for one of a later version."""
    return _BY_CODE.get(code, TonekilnError)
