"""Whether nobody would mind: no client beside this one, no job, no show."""

from __future__ import annotations

from tonekiln.client.blocking import Client
from tonekiln.protocol import SearchClips
from tonekiln.protocol.errors import Busy

_NOT = "updates are not looked at while"


def check_peace(client: Client) -> None:
    """Raises Busy where somebody works with the daemon, or a show is pinned."""
    status = client.status()
    if status.clients > 1:
        raise Busy(
            f"{_NOT} a plugin or another program is connected",
            hint="close it; one that ended without a word is forgotten after half a minute",
        )
    if status.jobs:
        raise Busy(f"{_NOT} clips are made")
    if any(engine.pinned for engine in status.warm) or _any_pinned_clip(client):
        raise Busy(
            f"{_NOT} clips or engines are pinned for a show", hint="unpin them once it is over"
        )


def _any_pinned_clip(client: Client) -> bool:
    offset = 0
    while True:
        page = client.search(SearchClips(limit=200, offset=offset))
        offset += len(page.clips)
        if any(clip.pinned for clip in page.clips):
            return True
        if not page.clips or offset >= page.total:
            return False
