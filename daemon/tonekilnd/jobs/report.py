"""A job's progress as events: states, steps, previews; never going back, never flooding."""

from __future__ import annotations

import time

import numpy as np

from tonekiln.protocol import JobState, Preview, Progress
from tonekiln.protocol import limits as limit
from tonekilnd.domain import Audio

from .estimate import Estimates
from .job import Job
from .outbox import Outbox

_LEAST_SECONDS_BETWEEN = 0.05

_SHARE = {
    JobState.QUEUED: (0.0, 0.0),
    JobState.LOADING: (0.0, 0.1),
    JobState.GENERATING: (0.1, 0.92),
    JobState.FITTING: (0.92, 0.98),
    JobState.WRITING: (0.98, 1.0),
}
"""Which part of the bar each state fills."""


class ProgressReport:
    """Tells a job's client how far it is."""

    def __init__(self, job: Job, outbox: Outbox, estimates: Estimates) -> None:
        self._job = job
        self._outbox = outbox
        self._estimates = estimates
        self._last_sent = 0.0
        self._generating_since = 0.0

    def enter(self, state: JobState) -> None:
        """The job is in another state now."""
        self._job.state = state
        if state is JobState.GENERATING:
            self._generating_since = time.monotonic()
        self._tell(0.0, at_once=True)

    def loading(self, fraction: float, what: str) -> None:
        """The engine is being loaded."""
        self._tell(fraction, message=what)

    def step(self, done: int, of: int) -> None:
        """`done` of `of` steps are behind it."""
        self._tell(done / max(1, of), step=done, steps=of, at_once=done == of)

    def preview(self, variation: int, start_frame: int, audio: Audio, sample_rate: int) -> None:
        """New audio, cut into chunks that fit the wire."""
        interleaved = np.ascontiguousarray(audio.T)
        per_chunk = limit.MAX_CHUNK_BYTES // (4 * len(audio))
        for start in range(0, len(interleaved), per_chunk):
            chunk = interleaved[start : start + per_chunk]
            event = Preview(
                job=self._job.id,
                variation=variation,
                sample_rate=sample_rate,
                channels=len(audio),
                start_frame=start_frame + start,
                frames=len(chunk),
            )
            self._outbox.emit(self._job.client, self._job.id, event, [chunk.tobytes()])

    def _tell(
        self,
        part: float,
        *,
        message: str = "",
        step: int = 0,
        steps: int = 0,
        at_once: bool = False,
    ) -> None:
        job = self._job
        low, high = _SHARE[job.state]
        job.fraction = max(job.fraction, low + (high - low) * min(1.0, max(0.0, part)))
        now = time.monotonic()
        if not at_once and now - self._last_sent < _LEAST_SECONDS_BETWEEN:
            return
        self._last_sent = now
        job.eta_ms = self._eta_ms(part)
        event = Progress(
            job=job.id,
            state=job.state,
            fraction=job.fraction,
            eta_ms=job.eta_ms,
            step=step,
            steps=steps,
            message=message,
        )
        self._outbox.emit(job.client, job.id, event)

    def _eta_ms(self, part: float) -> int | None:
        """From this run's own steps once a tenth is done, before that from past runs."""
        job = self._job
        compute = self._estimates.job_ms(job)
        match job.state:
            case JobState.FITTING | JobState.WRITING:
                return None  # well under a second a clip
            case JobState.LOADING:
                load = self._estimates.load_ms(job.plan.engine)
                return None if load is None or compute is None else int(load * (1 - part)) + compute
            case JobState.GENERATING if part >= 0.1:
                spent = time.monotonic() - self._generating_since
                return int(spent / part * (1 - part) * 1000)
        return compute
