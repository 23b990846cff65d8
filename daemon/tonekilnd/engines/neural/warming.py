"""What of loading is reading, and what is making ready to compute, as progress."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[float, str], None]
"""Told how much is done, 0..1, and what goes on."""

_READ = 0.7
"""Of the whole. Compiling for a processor for the first time takes longer; it happens once."""


def reading(progress: Progress) -> Progress:
    """For whoever reads the weights."""
    return lambda done, what: progress(_READ * done, what)


def preparing(progress: Progress, precision: str) -> None:
    """Weights are packed from here on, and what computes with them is compiled if need be."""
    progress(_READ, f"making {precision} ready for this processor")


def ready(progress: Progress) -> None:
    """Nothing is left to do."""
    progress(1.0, "ready")
