"""What a prompt asks for."""

from __future__ import annotations

from dataclasses import dataclass

from ..music.keys import Key
from .facts import Fact


@dataclass(frozen=True)
class Wishes:
    """Everything a prompt may say; what it does not say stays empty.

    Attributes:
        styles: styles named, the first leads.
        parts: parts named: drums, bass, chords, pad, melody, arp, texture.
        patches: instruments named.
        pieces: drums named one by one.
        textures: textures named.
        effects: transitions named.
        without: any of those names that must not sound.
        only: nothing but what is named may sound.
        whole: a whole arrangement is asked for even though parts are named.
        moods: moods named.
        density: -1 sparse to 1 busy.
        brightness: -1 dark to 1 bright.
        space: -1 dry to 1 vast.
        energy: -1 soft to 1 hard.
        era: a decade such as "80s", or "".
        articulation: "staccato", "legato" or "".
        feel: 0.5 half-time, 2 double-time.
        swing: 0..1, or None where nothing is said.
        minor: True or False where a mode is named or a mood implies it.
        key: a key in the words.
        facts: keys, tempi, meters and lengths in the words; what they come to is the request's.
        understood: the words that steered something, as typed.
        ignored: the words that did not, as typed.
        unknown: the same in plain small letters, without signs.
    """

    styles: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    patches: tuple[str, ...] = ()
    pieces: tuple[str, ...] = ()
    textures: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    without: frozenset[str] = frozenset()
    only: bool = False
    whole: bool = False
    moods: tuple[str, ...] = ()
    density: float = 0.0
    brightness: float = 0.0
    space: float = 0.0
    energy: float = 0.0
    era: str = ""
    articulation: str = ""
    feel: float = 1.0
    swing: float | None = None
    minor: bool | None = None
    key: Key | None = None
    facts: tuple[Fact, ...] = ()
    understood: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    @property
    def theme(self) -> str:
        """What it is about, without how it should sound: "bright" or "sparse" changes no key."""
        names = (self.styles, sorted(self.parts), self.patches, self.pieces, self.textures)
        rest = (self.effects, self.moods, self.unknown)
        return "/".join(" ".join(group) for group in (*names, *rest))

    @property
    def names_something(self) -> bool:
        """Whether anything that sounds is named."""
        named = (self.parts, self.patches, self.pieces, self.textures, self.effects)
        return any(named)
