"""A job as its client sees it: events folded into what is known. No socket in it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from tonekiln.protocol import (
    Accepted,
    Clip,
    ClipReady,
    Done,
    Failure,
    Preview,
    Progress,
    Received,
    Timing,
)
from tonekiln.protocol.errors import InternalError, TonekilnError

_SILENCES_UNTIL_ASKED = 5
"""A connection that broke may have taken a job's end along: then it is asked for."""


@dataclass(frozen=True, slots=True)
class PreviewAudio:
    """Unfitted audio of a clip that is still being made.

    Attributes:
        preview: which variation, where in it, and how many frames.
        samples: float32, little-endian, channels interleaved.
    """

    preview: Preview
    samples: bytes


JobEvent = Progress | PreviewAudio | ClipReady | Done | Failure


@dataclass(frozen=True, slots=True)
class JobResult:
    """What a job made.

    Attributes:
        job: its id.
        clips: in order of variation.
        timing: where the time went, in milliseconds.
    """

    job: str
    clips: tuple[Clip, ...]
    timing: Timing


@dataclass(slots=True)
class JobRecord:
    """Everything known of one job.

    Events may come twice (after a reconnect) and `done` may overtake a clip; each is passed on
    once, and the end last.

    Attributes:
        frames: the request as sent, to be sent again when nothing answers it.
        events: passed on by nobody yet.
        failure: why it ended without clips, or was never accepted.
        silences: how often nothing came at all since it was last heard of.
    """

    id: str
    frames: list[bytes]
    accepted: Accepted | None = None
    progress: Progress | None = None
    failure: Failure | None = None
    silences: int = 0
    events: deque[JobEvent] = field(default_factory=deque)
    _clips: dict[str, Clip] = field(default_factory=dict)
    _done: Done | None = None
    _seen: set[int] = field(default_factory=set)

    @property
    def ended(self) -> bool:
        """Whether nothing more will come."""
        return self.failure is not None or self.result is not None

    @property
    def unsettled(self) -> bool:
        """Whether the daemon should be asked again: no word yet, a clip or perhaps its end lost."""
        silent = self.silences > 0 and self.silences % _SILENCES_UNTIL_ASKED == 0
        return not self.ended and (self.accepted is None or self._done is not None or silent)

    @property
    def result(self) -> JobResult | None:
        """The clips, once all of them are here."""
        if self._done is None or not set(self._done.clip_ids) <= self._clips.keys():
            return None
        clips = tuple(self._clips[clip_id] for clip_id in self._done.clip_ids)
        return JobResult(self.id, clips, self._done.timing)

    def acceptance(self) -> Accepted:
        """What the daemon said to the request. Raises the failure when it was refused."""
        if self.accepted is None:
            raise self._why()
        return self.accepted

    def outcome(self) -> JobResult:
        """The clips of a job that has ended. Raises the failure when there are none."""
        result = self.result
        if result is None:
            raise self._why()
        return result

    def _why(self) -> TonekilnError:
        if self.failure is None:
            return InternalError(f"job {self.id} has not ended")
        return self.failure.exception()

    def take(self, received: Received) -> None:
        """Fold in a reply or event of this job."""
        self.silences = 0
        if self.ended or received.seq in self._seen:
            return
        if received.seq is not None:
            self._seen.add(received.seq)
        match received.message:
            case Accepted() as accepted:
                self.accepted = accepted
            case Progress() as progress:
                self.progress = progress
                self.events.append(progress)
            case Preview() as preview:
                self.events.append(PreviewAudio(preview, b"".join(received.payload)))
            case ClipReady() as ready if ready.clip.clip_id not in self._clips:
                self._clips[ready.clip.clip_id] = ready.clip
                self.events.append(ready)
            case Done() as done:
                self._done = done
            case Failure() as failure:
                self.failure = failure
                self.events.append(failure)
        if self._done is not None and self.result is not None:
            self.events.append(self._done)
