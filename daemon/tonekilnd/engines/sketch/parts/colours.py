"""Textures and transitions, and single sounds: what is not written in notes and bars."""

from __future__ import annotations

from dataclasses import replace

from ..instruments import Patch, Role
from ..music.voicing import voicings
from ..textures import BEDS, TEXTURES
from ..transitions import AT_START, TRANSITIONS
from .brief import Brief
from .drums import tuned_kit
from .part import Channel, Note, Part, Stem
from .touch import channel_of, roomy

_ALONE_DB, _BESIDE_DB, _UNDER_DB = -8.0, -20.0, -27.0

_WIDTH = 0.75
"""Of sides made apart: a correlation of a quarter, so that little is lost in mono."""

_RING_SHARE = 0.75
"""Of a one-shot's length is held; the rest is for its tail."""

_LONGEST_LEAD = 2
"""Bars a riser takes when it leads out of a groove."""


def texture_part(brief: Brief, name: str, alone: bool) -> Part:
    """A texture from the clip's first frame to its last, and round."""
    level = _ALONE_DB if alone else _UNDER_DB if name in BEDS else _BESIDE_DB
    seed = int(brief.chance.stream("texture", name).integers(2**31))
    # Written as long as the clip in frames, whatever its bars.
    quarters = brief.grid.frames / brief.grid.frames_a_quarter
    note = Note(0.0, quarters, 60, 1.0, variant=seed)
    channel = roomy(brief, Channel(level=level, width=_WIDTH, reverb=0.02))
    return Part(Stem.TEXTURE, TEXTURES[name], (note,), channel)


def transition_part(brief: Brief, name: str, alone: bool) -> Part:
    """A transition: after the first downbeat, or up to the last."""
    grid = brief.grid
    end = min(grid.quarters, (grid.frames - grid.origin) / grid.frames_a_quarter)
    whole = alone or not grid.circular
    length = end if whole else min(end, _LONGEST_LEAD * grid.bar)
    if not grid.circular and name in AT_START:
        length = _RING_SHARE * end
    at = 0.0 if name in AT_START else end - length
    root = brief.key.nearest(0, 45)
    variant = int(brief.chance.stream("transition", name).integers(1000))
    note = Note(at, length, root, 1.0, variant=variant)
    seat = Channel(-7.0 if alone else -13.0, width=_WIDTH, reverb=0.3 if alone else 0.2)
    channel = roomy(brief, seat)
    return Part(Stem.TEXTURE, TRANSITIONS[name], (note,), channel)


def single_hits(brief: Brief, pieces: tuple[str, ...]) -> list[Part]:
    """One stroke of each drum, for a one-shot."""
    kit = tuned_kit(brief)
    parts = []
    for name in pieces:
        piece = kit.get(name)
        if piece is not None:
            variant = int(brief.chance.stream("hit", name).integers(3))
            length = 2.0 * brief.grid.rate / brief.grid.frames_a_quarter
            channel = roomy(brief, replace(piece.channel, pan=0.0))
            note = Note(0.0, length, 0.0, 1.0, variant=variant)
            parts.append(Part(Stem.DRUMS, piece.instrument, (note,), channel))
    return parts


def single_note(brief: Brief, patch: Patch) -> Part:
    """One note, or one chord, for a one-shot."""
    grid = brief.grid
    length = _RING_SHARE * grid.frames / grid.frames_a_quarter
    tones: tuple[int, ...] = (brief.key.nearest(0, patch.centre),)
    if patch.role in (Role.CHORDS, Role.PAD):
        shape = patch.shape or brief.style.shape
        tones = voicings(brief.key, brief.chords[:1], shape, patch.centre)[0]
    notes = tuple(Note(0.0, length, tone, 0.9, variant=i % 3) for i, tone in enumerate(tones))
    stem = {Role.BASS: Stem.BASS, Role.CHORDS: Stem.HARMONY, Role.PAD: Stem.HARMONY}
    return Part(
        stem.get(patch.role, Stem.MELODY), patch.instrument, notes, channel_of(brief, patch)
    )
