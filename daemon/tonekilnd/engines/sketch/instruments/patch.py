"""A patch: a sound with the way it is usually played."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..parts.part import Channel
from ..synth.tone import Instrument


class Role(StrEnum):
    """What an instrument does in an arrangement."""

    BASS = "bass"
    CHORDS = "chords"
    PAD = "pad"
    LEAD = "lead"
    ARP = "arp"


@dataclass(frozen=True, slots=True)
class Patch:
    """A sound and its habits.

    Attributes:
        name: as the report says it.
        role: what it does.
        instrument: makes the samples.
        channel: where it sits in a mix.
        centre: the MIDI note it plays around.
        rhythm: sixteen steps of a chord's or bass's rhythm, "" to take the style's.
        shape: the chords it likes (music.voicing.SHAPES), "" to take the style's.
        gate: how much of a written length is held: 0.4 is staccato, 1 legato.
        program: its General MIDI program for a SoundFont, where it is acoustic.
    """

    name: str
    role: Role
    instrument: Instrument
    channel: Channel
    centre: float
    rhythm: str = ""
    shape: str = ""
    gate: float = 0.9
    program: int | None = None
