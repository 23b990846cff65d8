"""How an engine on its way is shown: one line drawn anew, or a line per state when piped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from tonekiln.client.engine_jobs import EngineJobEvent
from tonekiln.engine_names import in_short
from tonekiln.plain import plain
from tonekiln.platform import streams
from tonekiln.protocol import EngineJobRow, EngineJobState, EngineProgress

from .answer import megabytes

_WORDS = {
    EngineJobState.QUEUED: "begins",
    EngineJobState.LIBRARIES: "libraries",
    EngineJobState.TRYING: "trying the libraries",
    EngineJobState.WEIGHTS: "weights",
    EngineJobState.CHECKING: "checking",
    EngineJobState.PAUSED: "paused",
    EngineJobState.DONE: "here",
    EngineJobState.FAILED: "failed",
}
_ANEW = "\r\x1b[K"


def show(
    first: EngineJobRow, events: Iterable[EngineJobEvent], stream: TextIO, *, silent: bool
) -> None:
    """Follow a job to its end."""
    if silent:
        for _ in events:
            pass
        return
    drawn = stream.isatty()
    said = None
    _say(stream, first, drawn=drawn)
    for event in events:
        if not isinstance(event, EngineProgress):
            continue
        if drawn or event.row.state != said:
            _say(stream, event.row, drawn=drawn)
        said = event.row.state
    if drawn:
        streams.tell(stream, _ANEW)


def line_for(row: EngineJobRow) -> str:
    """A job in a line: state, MB of MB, MB/s, time left, or what it waits for."""
    words = _WORDS.get(row.state, str(row.state))
    waits = row.waits_for and row.state is EngineJobState.QUEUED
    parts = [f"waits for {row.waits_for}" if waits else words]
    if row.of_bytes:
        parts.append(f"{megabytes(row.done_bytes)} of {megabytes(row.of_bytes)}")
    if row.bytes_per_second:
        parts.append(f"{megabytes(round(row.bytes_per_second))}/s")
    if row.eta_ms is not None:
        parts.append(f"{_time(row.eta_ms)} left")
    return ", ".join(parts)


def _say(stream: TextIO, row: EngineJobRow, *, drawn: bool) -> None:
    line = f"{in_short(row.engine) or 'model libraries'}: {line_for(row)}"
    streams.tell(stream, f"{_ANEW}{plain(line)}" if drawn else f"{plain(line)}\n")


def _time(milliseconds: int) -> str:
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"
