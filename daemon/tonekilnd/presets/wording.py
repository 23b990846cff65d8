"""Which of a preset's words an engine is given."""

from __future__ import annotations

from tonekiln.protocol import Preset


def suits(name: str, engine: str) -> bool:
    """Whether a preset's `name` means the engine: its own name, or its family's.

    `musicgen` means `musicgen-small` and all its sisters.
    """
    return engine == name or engine.startswith(f"{name}-")


def words_for(preset: Preset, engine: str) -> str:
    """The wording made for this engine or its family, the closest first, else the words."""
    fitting = [name for name in preset.wording if suits(name, engine)]
    return preset.wording[max(fitting, key=len)] if fitting else preset.words
