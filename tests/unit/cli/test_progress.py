"""A job's progress in lines, and in words."""

import io

import pytest

from tonekiln.cli.progress import Bar, Lines, Silence, display_for, words_for
from tonekiln.protocol import Accepted, JobState, Progress


def progress(state, fraction=0.0, **more):
    return Progress(job="j", state=state, fraction=fraction, **more)


EVENTS = [
    progress(JobState.LOADING),
    progress(JobState.GENERATING, 0.1, eta_ms=12_300),
    progress(JobState.GENERATING, 0.5, eta_ms=6_000),
    progress(JobState.FITTING, 0.9),
]


def test_a_pipe_gets_a_line_for_each_state():
    stream = io.StringIO()
    Lines(stream).follow(Accepted(job="j", place=0, engine="sketch"), EVENTS)
    assert stream.getvalue().splitlines() == [
        "sketch: job j",
        "loading",
        "generating, 12 s left",
        "fitting",
    ]


@pytest.mark.parametrize(
    ("accepted", "words"),
    [
        (Accepted(job="j", place=2, engine="e"), "e: job j, 2 jobs before it"),
        (Accepted(job="j", place=0, engine="e", eta_ms=4_200), "e: job j, about 4.2 s"),
        (Accepted(job="j", place=0, engine="e", eta_ms=20), "e: job j"),
    ],
)
def test_the_first_line_says_when_it_may_be_ready(accepted, words):
    stream = io.StringIO()
    Lines(stream).follow(accepted, [])
    assert stream.getvalue() == words + "\n"


def test_the_engines_own_words_come_first():
    assert words_for(progress(JobState.LOADING, message="compiling")) == "compiling"


def test_the_bar_takes_every_event_and_leaves_no_trace_when_it_is_no_terminal():
    stream = io.StringIO()
    taken = []
    Bar(stream).follow(
        Accepted(job="j", place=0, engine="sketch"),
        (taken.append(event) or event for event in EVENTS),
    )
    assert taken == EVENTS


def test_which_display_for_which_stream():
    assert isinstance(display_for(io.StringIO(), silent=False), Lines)
    assert isinstance(display_for(io.StringIO(), silent=True), Silence)
