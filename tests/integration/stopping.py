"""Jobs that are stopped in the middle."""

from __future__ import annotations

import pytest

from tonekiln.client.blocking import Client
from tonekiln.client.blocking_jobs import Job
from tonekiln.protocol import JobState, Progress
from tonekiln.protocol.errors import Cancelled


def cancel_once_generating(client: Client, job: Job) -> None:
    """Cancel a job as soon as its engine is at work, and see it end by that."""
    for event in job:
        if isinstance(event, Progress) and event.state is JobState.GENERATING:
            assert client.cancel(job.id)
            break
    with pytest.raises(Cancelled):
        job.result()
