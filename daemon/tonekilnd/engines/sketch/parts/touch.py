"""How words change the way an instrument is played and placed."""

from __future__ import annotations

from dataclasses import replace

from ..instruments import Patch
from .brief import Brief
from .part import Channel

_STACCATO, _LEGATO = 0.4, 1.0


def gate_of(brief: Brief, patch: Patch) -> float:
    """How much of a written length is held."""
    if brief.wishes.articulation == "staccato":
        return min(patch.gate, _STACCATO)
    if brief.wishes.articulation == "legato":
        return _LEGATO
    return patch.gate


def channel_of(brief: Brief, patch: Patch) -> Channel:
    """The patch's place in this mix."""
    return roomy(brief, patch.channel)


def roomy(brief: Brief, channel: Channel) -> Channel:
    """A channel with the sends that the words ask for."""
    space = brief.wishes.space
    if not space:
        return channel
    scale = 1 + 1.5 * space if space > 0 else 1 + 0.9 * space
    return replace(
        channel,
        reverb=min(1.0, channel.reverb * scale + max(space, 0) * 0.06),
        delay=min(1.0, channel.delay * scale),
    )
