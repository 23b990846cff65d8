"""Room that accepted jobs will take, before their clips are there."""

from __future__ import annotations

import msgspec

from tonekilnd.domain import Plan
from tonekilnd.library.room import BYTES_PER_FRAME
from tonekilnd.planning.checks import MOST_STEMS

_MOST_CHUNKS_BYTES = 4096
"""Of a clip's file beside its samples, its Plan and its words, which are in it three times."""


def most_bytes(plan: Plan) -> int:
    """What the clips of a Plan take at most, stems included."""
    clips = len(plan.takes) * (1 + MOST_STEMS * plan.stems)
    words = 3 * len(plan.prompt.encode())
    beside = len(msgspec.json.encode(plan)) + words + _MOST_CHUNKS_BYTES
    return clips * (plan.frames * BYTES_PER_FRAME + beside)
