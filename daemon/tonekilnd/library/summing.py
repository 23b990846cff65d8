"""Parts that sum to their whole in the files themselves, sample for sample."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from tonekilnd.domain import Audio

STEPS_OF_FULL_SCALE = 1 << 23
"""Steps of a 24-bit file from silence to full scale. A float32 holds twice as many exactly."""

_MOST_IN_32_BITS = 1 << 8
"""Full scales whose steps fit a 32-bit integer: half the memory, and what music needs."""

Steps: TypeAlias = NDArray[np.signedinteger[Any]]


def exactly_summing(whole: Audio, parts: Mapping[str, Audio], rest: str) -> dict[str, Audio]:
    """Parts on the steps of a 24-bit file whose sum is the whole on them.

    Each part is rounded, and what that left over goes into one of them: three halves of a step at
    most where three others were rounded, -136 dB of full scale.

    Args:
        whole: (channels, frames).
        parts: of the same shape, summing to it but for rounding.
        rest: the part that takes what is left over.
    """
    loudest = max(float(np.abs(audio).max()) for audio in (whole, *parts.values()))
    kind = np.int32 if loudest * (1 + len(parts)) < _MOST_IN_32_BITS else np.int64
    steps = {name: _steps(audio, kind) for name, audio in parts.items() if name != rest}
    left = _steps(whole, kind)
    for part in steps.values():
        left -= part
    return {name: _audio(steps.get(name, left)) for name in parts}


def _steps(audio: Audio, kind: type[np.signedinteger[Any]]) -> Steps:
    # Full scale is a power of two: the product is exact, and so is what is rounded.
    scaled = audio * np.float32(STEPS_OF_FULL_SCALE)
    steps: Steps = np.rint(scaled, out=scaled).astype(kind)
    return steps


def _audio(steps: Steps) -> Audio:
    audio: Audio = steps.astype(np.float32)
    audio /= np.float32(STEPS_OF_FULL_SCALE)
    return audio
