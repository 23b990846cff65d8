"""Room that accepted jobs will take, before their clips are there."""

from __future__ import annotations

import msgspec

from tonekilnd.domain import STEMS, Plan
from tonekilnd.library.room import BYTES_PER_FRAME, FLOAT_BYTES_PER_FRAME
from tonekilnd.planning.checks import MOST_STEMS

_MOST_CHUNKS_BYTES = 4096
"""Of a clip's file beside its samples, its Plan and its words, which are in it three times."""


def most_bytes(plan: Plan) -> int:
    """What the clips of a Plan take at most, stems included."""
    separated = bool(plan.parent)
    clips = len(STEMS) if separated else len(plan.takes) * (1 + MOST_STEMS * plan.stems)
    frame = FLOAT_BYTES_PER_FRAME if separated else BYTES_PER_FRAME
    words = 3 * len(plan.prompt.encode())
    beside = len(msgspec.json.encode(plan)) + words + _MOST_CHUNKS_BYTES
    return clips * (plan.frames * frame + beside)
