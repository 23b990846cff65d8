"""A job that makes clips: those that are here, and whether they are all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

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

from .job_record import JobRecord


@dataclass(frozen=True, slots=True)
class PreviewAudio:
    """Unfitted audio of a clip that is still being made.

    Attributes:
        preview: which variation, where in it, and how many frames.
        samples: float32, little-endian, channels interleaved.
    """

    preview: Preview
    samples: bytes


JobNews: TypeAlias = Progress | PreviewAudio | ClipReady | Done
JobEvent: TypeAlias = JobNews | Failure


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
class ClipJobRecord(JobRecord[Accepted, JobNews, JobResult]):
    """Everything known of one job that makes clips; `done` may overtake a clip."""

    _clips: dict[str, Clip] = field(default_factory=dict)
    _done: Done | None = None

    @property
    def result(self) -> JobResult | None:
        """The clips, once all of them are here."""
        if self._done is None or not set(self._done.clip_ids) <= self._clips.keys():
            return None
        clips = tuple(self._clips[clip_id] for clip_id in self._done.clip_ids)
        return JobResult(self.id, clips, self._done.timing)

    @property
    def lacks_a_part(self) -> bool:
        """Whether it is done, and a clip has not come."""
        return self._done is not None and self.result is None

    def _fold(self, received: Received) -> None:
        match received.message:
            case Accepted() as accepted:
                self.accepted = accepted
            case Progress() as progress:
                self.events.append(progress)
            case Preview() as preview:
                self.events.append(PreviewAudio(preview, b"".join(received.payload)))
            case ClipReady() as ready if ready.clip.clip_id not in self._clips:
                self._clips[ready.clip.clip_id] = ready.clip
                self.events.append(ready)
            case Done() as done:
                self._done = done
        if self._done is not None and self.result is not None:
            self.events.append(self._done)
