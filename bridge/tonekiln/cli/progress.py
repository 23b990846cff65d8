"""How a job's progress is shown: a bar on a terminal, a line per state when piped."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TextIO, TypeGuard

from tonekiln.client.jobs import JobEvent
from tonekiln.engine_names import in_short
from tonekiln.plain import plain
from tonekiln.platform import streams
from tonekiln.protocol import Accepted, JobState, Progress

from .answer import count

_LEAST_ETA_MS = 500

_WORDS = {
    JobState.QUEUED: "queued",
    JobState.LOADING: "loading",
    JobState.GENERATING: "generating",
    JobState.FITTING: "fitting",
    JobState.WRITING: "writing",
    JobState.DONE: "ready",
    JobState.FAILED: "failed",
}


class Display(Protocol):
    """Shows a job while it is made."""

    def follow(self, accepted: Accepted, events: Iterable[JobEvent]) -> None:
        """Show the events until there are no more."""


class Silence:
    """For scripts."""

    def follow(self, accepted: Accepted, events: Iterable[JobEvent]) -> None:
        """Only wait."""
        for _ in events:
            pass


class Lines:
    """A line when something changes, for logs and pipes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def follow(self, accepted: Accepted, events: Iterable[JobEvent]) -> None:
        """Print each state once."""
        self._say(_welcome(accepted))
        state = None
        for event in events:
            if isinstance(event, Progress) and event.state != state:
                state = event.state
                self._say(words_for(event))

    def _say(self, text: str) -> None:
        streams.tell(self._stream, plain(text) + "\n")


class Bar:
    """A bar with percent and time left, for terminals."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def follow(self, accepted: Accepted, events: Iterable[JobEvent]) -> None:
        """Draw the bar; it goes when the job has ended."""
        from rich.console import Console  # noqa: PLC0415 - only where a bar is drawn
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn  # noqa: PLC0415
        from rich.progress import Progress as RichProgress  # noqa: PLC0415

        columns = (
            TextColumn("{task.description:<24}", markup=False),
            BarColumn(),
            TaskProgressColumn(),
        )
        console = Console(file=self._stream)
        with RichProgress(*columns, console=console, transient=True) as bar:
            task = bar.add_task(plain(_welcome(accepted)), total=1.0)
            for event in events:
                if isinstance(event, Progress):
                    bar.update(task, completed=event.fraction, description=plain(words_for(event)))


def display_for(stream: TextIO, *, silent: bool) -> Display:
    """The display that fits a stream."""
    if silent:
        return Silence()
    return Bar(stream) if stream.isatty() else Lines(stream)


def words_for(progress: Progress) -> str:
    """A job's state, with the time left where it is known."""
    words = progress.message or _WORDS.get(progress.state, str(progress.state))
    return f"{words}, {_seconds(progress.eta_ms)} left" if _worth_saying(progress.eta_ms) else words


def _welcome(accepted: Accepted) -> str:
    who = f"{in_short(accepted.engine)}: job {accepted.job}"
    if accepted.place:
        return f"{who}, {count(accepted.place, 'job')} before it"
    return f"{who}, about {_seconds(accepted.eta_ms)}" if _worth_saying(accepted.eta_ms) else who


def _worth_saying(milliseconds: int | None) -> TypeGuard[int]:
    return milliseconds is not None and milliseconds >= _LEAST_ETA_MS


def _seconds(milliseconds: int) -> str:
    seconds = milliseconds / 1000
    return f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"
