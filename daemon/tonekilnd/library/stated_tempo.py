"""The tempo that a WAV file says it has: our own clips', and loops that carry an `acid` chunk."""

from __future__ import annotations

import struct
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from tonekiln.protocol import limits
from tonekiln.protocol.errors import TonekilnError

from .acid import AcidFlags
from .wav import chunk_of

if TYPE_CHECKING:
    from _typeshed import StrPath

_ACID = struct.Struct("<IHHfIHHf")


def stated_tempo(path: StrPath) -> Decimal | None:
    """Quarter notes per minute as a file's `acid` chunk gives them, to a hundredth.

    None where nothing is said: no WAV file, no such chunk, a one-shot, or no tempo there is. What
    cannot be read says nothing; whether it can be read at all is for others to tell.
    """
    try:
        with chunk_of(Path(path), b"acid") as (file, size):
            body = file.read(min(size, _ACID.size))
    except (TonekilnError, OSError):
        return None
    if len(body) < _ACID.size:
        return None
    flags, *_, bpm = _ACID.unpack(body)
    if flags & AcidFlags.ONE_SHOT or not limits.MIN_BPM <= bpm <= limits.MAX_BPM:
        return None
    return Decimal(f"{bpm:.2f}")
