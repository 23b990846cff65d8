"""What an uninstaller runs first: our scripts leave the DAWs that they were put into.

`python -m tonekiln.timeline.leaving` says nothing and asks nothing. A script that was changed since
is its user's by now, and stays.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from tonekiln.home import Home
from tonekiln.protocol.errors import NotFound
from tonekiln.timeline.installation import records_in, remove


def leave(home: Home) -> list[Path]:
    """Take away what was installed for every DAW; returns what went."""
    gone: list[Path] = []
    for record in records_in(home):
        with suppress(NotFound, OSError):
            gone += remove(record, may_remove=lambda _: False)
    return gone


if __name__ == "__main__":
    leave(Home.find())
