"""A request filled in from a preset: what the producer says wins over what the preset says."""

from __future__ import annotations

from msgspec.structs import replace

from tonekiln.protocol import Generate, Preset
from tonekilnd.presets import words_for


def with_preset(request: Generate, preset: Preset, engine: str | None) -> Generate:
    """The request with the preset's words before the producer's own, and its other defaults.

    Args:
        request: what was asked.
        preset: the starting point.
        engine: the engine that was asked for; None takes the preset's first.
    """
    chosen = engine or (preset.engines[0] if preset.engines else None)
    words = words_for(preset, chosen or "")
    lengthless = request.bars is None and request.seconds is None
    return replace(
        request,
        engine=chosen,
        prompt=", ".join(part for part in (words, request.prompt) if part),
        negative=request.negative or preset.negative,
        bars=preset.bars if lengthless else request.bars,
        seconds=preset.seconds if lengthless and preset.bars is None else request.seconds,
        key=(request.key or preset.key) if preset.follows_key else None,
        one_shot=request.one_shot or preset.one_shot,
        swing=preset.swing if request.swing is None else request.swing,
    )
