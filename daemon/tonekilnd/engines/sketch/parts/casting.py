"""Who plays: the words' choice over the style's habits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..chance import Chance
from ..instruments import PATCHES, Patch, Role
from ..reading import Wishes
from ..styles import Style
from ..textures import TEXTURES

_ROLE_OF_PART = {
    "bass": Role.BASS,
    "chords": Role.CHORDS,
    "pad": Role.PAD,
    "melody": Role.LEAD,
    "arp": Role.ARP,
}

_ERAS: dict[str, tuple[str, ...]] = {
    "60s": ("plucked bass", "organ", "strings", "whistle", "nylon guitar"),
    "70s": ("plucked bass", "rhodes", "strings", "trumpet", "muted guitar"),
    "80s": ("fm bass", "dx piano", "analog pad", "digital lead", "pluck"),
    "90s": ("reese bass", "stab", "warm pad", "saw lead", "pluck"),
}
"""What records of those decades are known for."""

_UNDERSTUDIES: dict[Role, str] = {
    Role.BASS: "sub bass",
    Role.CHORDS: "rhodes",
    Role.PAD: "warm pad",
    Role.LEAD: "soft lead",
    Role.ARP: "pluck",
}


@dataclass(frozen=True)
class Cast:
    """Who plays in a take.

    Attributes:
        drums: whether the drums play.
        pieces: the only drums that do, empty for the whole kit.
        patches: the pitched instruments.
        textures: names of the textures.
        effects: names of the transitions.
    """

    drums: bool
    pieces: frozenset[str]
    patches: tuple[Patch, ...]
    textures: tuple[str, ...]
    effects: tuple[str, ...]


def cast(wishes: Wishes, style: Style, chance: Chance) -> Cast:
    """Decide who plays.

    Named instruments play alone; with a style and a word such as "with" or "track" they play
    among the style's own. Nothing named means the style's whole band.
    """
    whole = not wishes.names_something or (wishes.whole and not wishes.only)
    named = [PATCHES[name] for name in wishes.patches]
    wanted_roles = {_ROLE_OF_PART[part] for part in wishes.parts if part in _ROLE_OF_PART}
    roles = {patch.role for patch in named}
    usual = _usual(wishes, style, chance)
    patches = [*named, *(_of_role(usual, role) for role in wanted_roles - roles)]
    if whole:
        taken = {patch.role for patch in patches}
        patches += [patch for patch in usual if patch.role not in taken]
    drums = whole or "drums" in wishes.parts or bool(wishes.pieces)
    pieces = frozenset() if whole or "drums" in wishes.parts else frozenset(wishes.pieces)
    textures = wishes.textures
    if not textures and ("texture" in wishes.parts or (whole and style.texture)):
        textures = (style.texture or chance.pick(tuple(TEXTURES), "texture"),)
    return Cast(
        drums=drums and "drums" not in wishes.without,
        pieces=pieces,
        patches=tuple(patch for patch in patches if not _refused(wishes, patch)),
        textures=() if "texture" in wishes.without else _kept(textures, wishes.without),
        effects=_kept(wishes.effects, wishes.without),
    )


def _usual(wishes: Wishes, style: Style, chance: Chance) -> list[Patch]:
    """The style's band, dressed for its decade."""
    names = [name for name in style.cast if name]
    dressed = [PATCHES[name] for name in names]
    for name in _ERAS.get(wishes.era, ()):
        costume = PATCHES[name]
        dressed = [costume if patch.role is costume.role else patch for patch in dressed]
    # A sparse band leaves its soloist at home, and so does every third variation.
    quiet = wishes.density < 0 or chance.unit("soloist") < 0.3
    if quiet and len(dressed) > 2:
        dressed = [patch for patch in dressed if patch.role not in (Role.LEAD, Role.ARP)]
    return dressed


def _of_role(usual: Iterable[Patch], role: Role) -> Patch:
    for patch in usual:
        if patch.role is role:
            return patch
    return PATCHES[_UNDERSTUDIES[role]]


def _refused(wishes: Wishes, patch: Patch) -> bool:
    refused_roles = {_ROLE_OF_PART[p] for p in wishes.without if p in _ROLE_OF_PART}
    return patch.name in wishes.without or patch.role in refused_roles


def _kept(names: Iterable[str], without: frozenset[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name not in without)
