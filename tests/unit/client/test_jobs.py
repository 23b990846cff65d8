"""Events folded into a job: each once, the end last, whatever order they come in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tonekiln.client.jobs import ClipJobRecord, PreviewAudio
from tonekiln.protocol import (
    Accepted,
    ClipReady,
    Done,
    Failure,
    JobState,
    Preview,
    Progress,
    Received,
    Timing,
)
from tonekiln.protocol.errors import Busy, ErrorCode, InternalError
from tonekiln.protocol.publish.examples.library import CLIP

FIRST, SECOND = replace(CLIP, clip_id="a"), replace(CLIP, clip_id="b", variation=1)
ACCEPTED = Accepted(job="j", place=0)
PROGRESS = Progress(job="j", state=JobState.GENERATING, fraction=0.5)
DONE = Done(job="j", clip_ids=("a", "b"), timing=Timing(total_ms=12.0))
BUSY = Failure(code=ErrorCode.BUSY, message="the queue is full")


def received(message, seq=None, payload=()):
    return Received(id="x", parent="j", seq=seq, message=message, payload=payload)


def record():
    return ClipJobRecord("j", [b"{}"])


EVENTS = [
    received(PROGRESS, 1),
    received(ClipReady(job="j", clip=FIRST), 2),
    received(ClipReady(job="j", clip=SECOND), 3),
    received(DONE, 4),
]


@given(st.permutations([*EVENTS, *EVENTS, received(ACCEPTED), received(ACCEPTED)]))
def test_any_order_with_repeats_gives_the_same_result(order):
    job = record()
    for event in order:
        job.take(event)
    result = job.outcome()
    assert [clip.clip_id for clip in result.clips] == ["a", "b"]
    assert result.timing.total_ms == 12.0
    kinds = [event.kind for event in job.events]
    assert kinds[-1] == "done"
    assert sorted(kinds) in (["clip", "clip", "done"], ["clip", "clip", "done", "progress"])


def test_done_waits_for_a_clip_that_is_still_missing():
    job = record()
    for event in (EVENTS[1], EVENTS[3]):
        job.take(event)
    assert not job.ended
    assert job.unsettled
    job.take(EVENTS[2])
    assert job.ended
    assert not job.unsettled


def test_a_job_is_unsettled_until_it_is_accepted():
    job = record()
    assert job.unsettled
    job.take(received(ACCEPTED))
    assert not job.unsettled
    assert job.acceptance() == ACCEPTED


def test_a_refusal_is_the_end_and_raises_its_own_error():
    job = record()
    job.take(received(BUSY))
    job.take(received(PROGRESS, 9))
    assert job.ended
    assert [event.kind for event in job.events] == ["error"]
    with pytest.raises(Busy, match="queue is full"):
        job.outcome()
    with pytest.raises(Busy):
        job.acceptance()


def test_preview_frames_are_joined():
    job = record()
    preview = Preview(job="j", variation=0, sample_rate=8, channels=1, start_frame=0, frames=2)
    job.take(received(preview, 1, (b"ab", b"cd")))
    assert list(job.events) == [PreviewAudio(preview, b"abcd")]


def test_an_outcome_before_the_end_is_a_fault_of_the_caller():
    with pytest.raises(InternalError, match="has not ended"):
        record().outcome()
