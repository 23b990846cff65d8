"""How words change the way an instrument is played and placed."""

from __future__ import annotations

from dataclasses import replace

from ..instruments import Patch
from .brief import Brief
from .part import Channel

_STACCATO, _SUSTAINED, _LEGATO = 0.4, 0.85, 1.0

_CHANGE_SECONDS = 0.07
"""What a finger or a bow takes at most from one note of a line to the next, however long."""


def held(brief: Brief, patch: Patch, length: float) -> float:
    """Quarter notes that a note of that written length is held."""
    gate = gate_of(brief, patch)
    if gate < _SUSTAINED:
        return length * gate
    change = _CHANGE_SECONDS * brief.grid.rate / brief.grid.frames_a_quarter
    return length - min((1 - gate) * length, change)


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
