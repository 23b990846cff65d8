"""Stopping in the midst of a long step.

A step may take seconds. Whoever computes one calls `check` now and then, which raises
StopGenerating once the batch was cancelled. A worker makes one batch at a time on one thread, so
this is state of its process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


def _nothing() -> None:
    """Nothing can be stopped."""


_check: Callable[[], None] = _nothing


def check() -> None:
    """Raise StopGenerating where the batch at work was cancelled."""
    _check()


@contextmanager
def stoppable(by: Callable[[], None]) -> Iterator[None]:
    """While this lasts `check` calls `by`, which raises StopGenerating to stop."""
    global _check  # noqa: PLW0603 - see above
    before, _check = _check, by
    try:
        yield
    finally:
        _check = before
