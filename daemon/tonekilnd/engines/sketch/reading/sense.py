"""What a word means: a kind of wish and its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """The kinds of things a word can ask for."""

    STYLE = "style"
    PART = "part"
    PATCH = "patch"
    PIECE = "piece"
    TEXTURE = "texture"
    EFFECT = "effect"
    MOOD = "mood"
    DENSITY = "density"
    BRIGHTNESS = "brightness"
    SPACE = "space"
    ENERGY = "energy"
    ERA = "era"
    ARTICULATION = "articulation"
    FEEL = "feel"
    SWING = "swing"
    MINOR = "minor"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Sense:
    """One thing a word asks for."""

    kind: Kind
    value: str | float


def senses(kind: Kind, words: Mapping[str, str]) -> dict[str, tuple[Sense, ...]]:
    """A vocabulary from `{value: "comma, separated, phrases"}`."""
    return {
        phrase.strip(): (Sense(kind, value),)
        for value, phrases in words.items()
        for phrase in phrases.split(",")
    }


def amounts(kind: Kind, words: Mapping[float, str]) -> dict[str, tuple[Sense, ...]]:
    """A vocabulary from `{amount: "comma, separated, phrases"}`."""
    return {
        phrase.strip(): (Sense(kind, amount),)
        for amount, phrases in words.items()
        for phrase in phrases.split(",")
    }
