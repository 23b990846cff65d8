"""From words and a grid to parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..chance import Chance, seed_of
from ..instruments import Role
from ..instruments.sampled import acoustic
from ..music.grid import BarGrid
from ..music.keys import Key
from ..music.progressions import harmonies
from ..music.steps import feel_for
from ..reading import Wishes
from ..soundfont import SoundFont
from ..styles import STYLES, Style
from .bass import bass_part
from .brief import Brief
from .casting import Cast, cast
from .chords import arp_part, comp_part, pad_part
from .colours import single_hits, single_note, texture_part, transition_part
from .drums import drum_parts
from .melody import melody_part
from .part import Part, Stem
from .touch import roomy

_NEUTRAL = ("house", "lo-fi", "ambient", "breakbeat", "disco")
"""Styles for a prompt that names none: they suit most tempos."""

_BAND_DB = {Stem.BASS: -2.0, Stem.HARMONY: 2.0, Stem.MELODY: 1.5}
"""How the stems lean on the levels of their patches, so that the bands' spectra fall as records'
do: by about 5 dB an octave from 100 Hz to 4 kHz (Pestana, Ma, Reiss, Barbosa and Black, "Spectral
Characteristics of Popular Commercial Recordings 1950-2010", AES 135, 2013)."""

_WRITERS = {
    Role.BASS: bass_part,
    Role.CHORDS: comp_part,
    Role.PAD: pad_part,
    Role.LEAD: melody_part,
    Role.ARP: arp_part,
}


@dataclass(frozen=True)
class Arrangement:
    """What will be played."""

    brief: Brief
    cast: Cast
    parts: tuple[Part, ...]


def arrange(
    wishes: Wishes,
    grid: BarGrid,
    key: Key | None,
    swing: float | None,
    seed: int,
    font: SoundFont | None,
) -> Arrangement:
    """Write every part of a take.

    Args:
        wishes: the words.
        grid: the clip's bars.
        key: the key asked for, or None to take the words' or the prompt's own.
        swing: 0..1, or None to take the words' or the style's.
        seed: of this variation; what all variations share comes from the words.
        font: plays the acoustic instruments, where there is one.
    """
    family, chance = Chance(seed_of(wishes.theme)), Chance(seed)
    style = _style(wishes, family)
    key = key or _key(wishes, style, family)
    company = _outfitted(cast(wishes, style, chance), font)
    roles = {patch.role for patch in company.patches}
    brief = Brief(
        wishes=wishes,
        style=style,
        grid=grid,
        key=key,
        chords=harmonies(grid, key, _mood(wishes, style, family), chance),
        feel=_feel(wishes, style, grid),
        swing=_swing(wishes, style, swing),
        beaten=company.drums,
        grounded=Role.BASS in roles,
        harmonised=bool(roles & {Role.CHORDS, Role.PAD}),
        chance=chance,
        family=family,
    )
    parts = _loop(brief, company) if grid.circular else _one_shot(brief, company)
    parts += _colours(brief, company, alone=not parts)
    return Arrangement(
        brief, company, tuple(_balanced(style, part) for part in parts if part.notes)
    )


def _outfitted(company: Cast, font: SoundFont | None) -> Cast:
    return replace(company, patches=tuple(acoustic(patch, font) for patch in company.patches))


def _loop(brief: Brief, company: Cast) -> list[Part]:
    """Everything that is written in bars."""
    parts = [_WRITERS[patch.role](brief, patch) for patch in company.patches]
    if company.drums:
        parts += _in_room(brief, drum_parts(brief, company.pieces))
    return parts


def _one_shot(brief: Brief, company: Cast) -> list[Part]:
    """One stroke of each drum, one note of each instrument; a whole kit plays a phrase."""
    parts = [single_note(brief, patch) for patch in company.patches]
    if company.pieces:
        parts += single_hits(brief, tuple(sorted(company.pieces)))
    elif company.drums:
        parts += _in_room(brief, drum_parts(brief))
    return parts


def _colours(brief: Brief, company: Cast, alone: bool) -> list[Part]:
    parts = [transition_part(brief, name, alone) for name in company.effects]
    alone = alone and not parts
    return parts + [texture_part(brief, name, alone) for name in company.textures]


def _style(wishes: Wishes, family: Chance) -> Style:
    if wishes.styles:
        return STYLES[wishes.styles[0]]
    return STYLES[family.pick(_NEUTRAL, "style")]


def _key(wishes: Wishes, style: Style, family: Chance) -> Key:
    if wishes.key:
        return wishes.key
    minor = family.unit("mode") < style.minor if wishes.minor is None else wishes.minor
    # C to B alike: no key is likelier than another.
    return Key(int(family.stream("tonic").integers(12)), "minor" if minor else "major")


def _mood(wishes: Wishes, style: Style, family: Chance) -> str:
    return wishes.moods[0] if wishes.moods else family.pick(style.moods, "mood")


def _feel(wishes: Wishes, style: Style, grid: BarGrid) -> float:
    own = feel_for(float(grid.bpm), *style.tempo)
    return min(2.0, max(0.5, own * wishes.feel))


def _swing(wishes: Wishes, style: Style, asked: float | None) -> float:
    if asked is not None:
        return asked
    return style.swing if wishes.swing is None else wishes.swing


def _balanced(style: Style, part: Part) -> Part:
    tip = _BAND_DB.get(part.stem, 0.0) + style.balance.get(part.stem.value, 0.0)
    channel = replace(part.channel, level=part.channel.level + tip)
    return replace(part, channel=channel)


def _in_room(brief: Brief, parts: list[Part]) -> list[Part]:
    return [replace(part, channel=roomy(brief, part.channel)) for part in parts]
