"""A good example of every message, as it travels: a module for what each is about."""

from __future__ import annotations

from . import engines, generating, getting, library, presets, session, timeline
from .example import Example

EXAMPLES: tuple[Example, ...] = (
    *generating.EXAMPLES,
    *engines.EXAMPLES,
    *getting.EXAMPLES,
    *library.EXAMPLES,
    *presets.EXAMPLES,
    *timeline.EXAMPLES,
    *session.EXAMPLES,
)

__all__ = ["EXAMPLES", "Example"]
