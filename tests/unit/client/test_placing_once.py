"""A placement is asked for once: another daemon would put the clip there a second time."""

from __future__ import annotations

from tonekiln.client.session import Session
from tonekiln.protocol import ListRoads, PlaceClip, decode


def test_after_a_reconnect_only_what_may_be_repeated_is_sent_again() -> None:
    session = Session()
    session.ask(PlaceClip(clip_id="clip-1"))
    session.ask(ListRoads())
    session.reconnected()
    kinds = [decode(frames).message.kind for frames in session.outgoing]
    assert kinds == ["ping", "list_roads"]
