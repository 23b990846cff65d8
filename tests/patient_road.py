"""A road into a DAW for whoever has no deadline."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.patience import PATIENCE_SECONDS

from tonekiln.timeline.mailbox import Mailbox
from tonekiln.timeline.road import Road


def patient(road: Road) -> Road:
    """The same road; however long its script takes to pick a letter up, it is not given up."""
    return replace(road, channel=Mailbox(folder_of(road), pick_up=PATIENCE_SECONDS))


def hasty(road: Road) -> Road:
    """The same road as the product has it, for a script that will not answer."""
    return replace(road, channel=Mailbox(folder_of(road)))


def folder_of(road: Road) -> Path:
    assert isinstance(road.channel, Mailbox)
    return road.channel.folder
