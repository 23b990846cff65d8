"""What was asked and what came of it: every request once, whatever happens to whoever asked."""

from __future__ import annotations

from dataclasses import dataclass, field
from time import perf_counter

from tonekiln.protocol import (
    Accepted,
    ClipReady,
    Done,
    Failure,
    Pong,
    Preview,
    Progress,
    Received,
)
from tonekiln.protocol.errors import ErrorCode

_ENDED_BY_US = ("the daemon ended", "the daemon was stopped")


@dataclass(slots=True)
class Asked:
    """One request.

    Attributes:
        asker: who asked, by number.
        makes_job: whether it is to make one.
        is_timed: a ping whose asker has not gone away since.
        ends: every different end that was heard of.
    """

    asker: int
    frames: list[bytes]
    makes_job: bool
    is_timed: bool = False
    at: float = field(default_factory=perf_counter)
    answered: bool = False
    accepted: bool = False
    ends: set[str] = field(default_factory=set)
    clips: set[str] = field(default_factory=set)

    @property
    def settled(self) -> bool:
        """Whether nothing more is owed to it."""
        return bool(self.ends) if self.accepted else self.answered


@dataclass
class Ledger:
    """Every request by its id."""

    asked: dict[str, Asked] = field(default_factory=dict)
    pings_ms: list[float] = field(default_factory=list)
    refusals: dict[str, int] = field(default_factory=dict)
    internal: list[str] = field(default_factory=list)

    def take(self, received: Received) -> None:
        """Note a reply or an event."""
        asked = self.asked.get(received.parent or "")
        if asked is None or isinstance(received.message, Progress | Preview):
            return
        match received.message:
            case Accepted():
                asked.accepted = True
            case ClipReady(clip=clip):
                asked.clips.add(clip.clip_id)
            case Done(clip_ids=clip_ids):
                asked.ends.add(f"done {sorted(clip_ids)}")
            case Failure() as failure:
                self._note_failure(asked, failure)
            case Pong() if asked.is_timed and not asked.answered:
                self.pings_ms.append((perf_counter() - asked.at) * 1e3)
        asked.answered = True

    def _note_failure(self, asked: Asked, failure: Failure) -> None:
        code = failure.code.value
        if failure.code is ErrorCode.INTERNAL and not failure.message.startswith(_ENDED_BY_US):
            self.internal.append(failure.message)
        if asked.accepted:
            asked.ends.add(code)
        else:
            self.refusals[code] = self.refusals.get(code, 0) + 1

    @property
    def unsettled(self) -> list[Asked]:
        """Those that something is owed to."""
        return [asked for asked in self.asked.values() if not asked.settled]

    @property
    def lost(self) -> int:
        """Requests without any answer."""
        return sum(not asked.answered for asked in self.asked.values())

    @property
    def endless(self) -> int:
        """Accepted jobs without an end."""
        return sum(asked.accepted and not asked.ends for asked in self.asked.values())

    @property
    def contradicted(self) -> int:
        """Jobs with two different ends."""
        return sum(len(asked.ends) > 1 for asked in self.asked.values())

    @property
    def accepted(self) -> int:
        """Jobs that were taken on."""
        return sum(asked.accepted for asked in self.asked.values())
