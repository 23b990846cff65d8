"""A clip's file with everything about it inside, so that the index can be made anew from it."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec.structs import replace
from tonekiln.protocol import Clip, Meter

from tonekilnd.domain import Audio

from .wav import WavFacts, read_provenance, write_wav


def write_clip_file(clip: Clip, audio: Audio, plan: bytes, time_reference: int) -> Clip:
    """Write a clip's WAV at its path; returns the clip with the file's size and digest.

    Raises:
        StorageFull: the disk filled up; nothing is left behind.
    """
    raise NotImplementedError(WavFacts, read_provenance, write_wav, Meter, msgspec, replace, Path)
