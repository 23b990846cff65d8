"""What a model is told: the producer's words, with tempo and key in words it has seen."""

from __future__ import annotations

from decimal import Decimal

from tonekiln.protocol import EngineKind
from tonekilnd.domain import EngineFacts


def sent_prompt(prompt: str, bpm: Decimal, key: str | None, facts: EngineFacts, loop: bool) -> str:
    """The prompt as it goes to the engine.

    A procedural engine is given tempo and key as numbers and needs no words for them.
    """
    if facts.kind is EngineKind.PROCEDURAL:
        return prompt
    parts = [prompt.strip().rstrip(".,")]
    lowered = prompt.lower()
    if loop and "bpm" not in lowered:
        parts.append(f"{float(bpm):g} bpm")
    if key and "key" not in lowered:
        parts.append(f"{key_in_words(key)}")
    return ", ".join(part for part in parts if part)


def key_in_words(key: str) -> str:
    """`Am` as "A minor", as captions of music write it."""
    tonic = key[:1].upper()
    rest = key[1:]
    if rest[:1] in ("#", "b", "♯", "♭"):
        tonic += {"♯": "#", "♭": "b"}.get(rest[0], rest[0])
        rest = rest[1:]
    mode = {"": "major", "maj": "major", "m": "minor", "min": "minor"}
    return f"{tonic} {mode.get(rest.strip(), rest.strip())}"
