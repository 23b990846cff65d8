"""What can go wrong on the way onto a timeline. The clip stays in the library each time.

TonekilnError
├── NotFound
│   └── RoadClosed      no script of ours listens in that DAW
├── InvalidRequest
│   └── Refused         the DAW cannot do this: a frozen track, no loop, a slot in use
└── DeadlineMissed
    └── Vanished        the DAW took the request and did not answer
"""

from __future__ import annotations

from tonekiln.protocol.errors import DeadlineMissed, InvalidRequest, NotFound


class RoadClosed(NotFound):
    """No script of ours listens in that DAW."""


class Refused(InvalidRequest):
    """The DAW answered that it cannot do this."""


class Vanished(DeadlineMissed):
    """The DAW took the request and did not answer: it may have been placed, or not."""
