"""An engine on its way, in a line."""

from __future__ import annotations

import io

import pytest

from tonekiln.cli.getting_progress import line_for, show
from tonekiln.protocol import EngineJobRow, EngineJobState, EngineProgress, EngineReady


def row(state=EngineJobState.WEIGHTS, **more):
    return EngineJobRow(job="j", engine="musicgen-small", state=state, **more)


@pytest.mark.parametrize(
    ("shown", "line"),
    [
        (row(), "weights"),
        (
            row(done_bytes=10**9, of_bytes=2 * 10**9, bytes_per_second=12.5e6, eta_ms=80_000),
            "weights, 1.0 GB of 2.0 GB, 12.5 MB/s, 1 min 20 s left",
        ),
        (row(done_bytes=5, of_bytes=10, eta_ms=3_700_000), "weights, 5 B of 10 B, 1 h 1 min left"),
        (row(EngineJobState.QUEUED, waits_for="x to be here"), "waits for x to be here"),
        (row(EngineJobState.PAUSED, waits_for="to be continued"), "paused"),
        (row(EngineJobState("licking_stamps")), "licking_stamps"),
    ],
)
def test_a_line_says_what_is_known(shown, line) -> None:
    assert line_for(shown) == line


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


EVENTS = [
    EngineProgress(row=row(done_bytes=1, of_bytes=4)),
    EngineProgress(row=row(done_bytes=2, of_bytes=4)),
    EngineProgress(row=row(EngineJobState.CHECKING)),
    EngineReady(job="j"),
]


def test_a_pipe_gets_a_line_for_each_state() -> None:
    stream = io.StringIO()
    show(row(EngineJobState.QUEUED), EVENTS, stream, silent=False)
    assert stream.getvalue().splitlines() == [
        "musicgen-small: begins",
        "musicgen-small: weights, 1 B of 4 B",
        "musicgen-small: checking",
    ]


def test_a_terminal_gets_one_line_drawn_anew_and_cleared() -> None:
    stream = Terminal()
    show(row(EngineJobState.QUEUED), EVENTS, stream, silent=False)
    drawn = stream.getvalue().split("\r\x1b[K")
    assert "\n" not in stream.getvalue()
    assert "weights, 2 B of 4 B" in drawn[3]
    assert drawn[-1] == ""


def test_scripts_get_nothing() -> None:
    stream = io.StringIO()
    show(row(), EVENTS, stream, silent=True)
    assert stream.getvalue() == ""
