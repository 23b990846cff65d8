"""How full the library is, and what still fits."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from tonekiln.protocol.errors import StorageFull

_SPARE_DISK_BYTES = 64 * 2**20
BYTES_PER_FRAME = 6
"""Stereo, 24 bit."""

FLOAT_BYTES_PER_FRAME = 8
"""Stereo, where peaks go over full scale."""


@dataclass(frozen=True, slots=True)
class Room:
    """How full the library is."""

    clips: int
    used_bytes: int
    quota_bytes: int


def check_room(folder: Path, room: Room, clip_bytes: int, inputs_bytes: int, promised: int) -> None:
    """Raises StorageFull when so much would not fit.

    Args:
        folder: of the library.
        room: how full it is.
        clip_bytes: of all clips that are wanted.
        inputs_bytes: that lie under the same quota.
        promised: bytes of clips that are still to be written.
    """
    wanted = clip_bytes + promised
    used = room.used_bytes + inputs_bytes
    if room.quota_bytes and used + wanted > room.quota_bytes:
        raise StorageFull(
            f"the library and its inputs hold {used >> 20} MB of their {room.quota_bytes >> 20} MB"
            f"{f', and {promised >> 20} MB are being made' if promised else ''}",
            hint="remove clips with `tonekiln library rm`, or raise library_quota_bytes",
        )
    free, needed = shutil.disk_usage(folder).free, wanted + _SPARE_DISK_BYTES
    if free < needed:
        raise StorageFull(
            f"the disk of {folder} has {free >> 20} MB free; {-(-needed >> 20)} MB are "
            f"needed, {_SPARE_DISK_BYTES >> 20} MB of them to stay free",
            hint="free some space, then ask again",
        )
