"""Wishes that are allowed and yet change nothing, so that nobody waits to hear them."""

from __future__ import annotations

from tonekiln.protocol import Generate
from tonekilnd.domain import EngineFacts


def unheard(request: Generate, facts: EngineFacts) -> tuple[str, ...]:
    """A note for each wish that this engine, or this request, leaves without effect."""
    notes = []
    if request.width is not None and facts.channels > 1:
        notes.append(f"width has no effect: {facts.name} makes stereo of its own")
    if request.strength is not None and request.init is None:
        notes.append("strength has no effect: there is no initial audio to leave")
    return tuple(notes)
