"""How many frames an AIFF or AIFC file says it has.

Apple, "Audio Interchange File Format", version 1.3: the COMM chunk's numSampleFrames.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

_MOST_CHUNKS = 1000


def promised_frames(file: BinaryIO, size: int) -> int:
    """The number in the header; 0 where there is none.

    Args:
        file: an AIFF file, open for reading; its position is changed.
        size: its length in bytes.
    """
    position = 12
    for _ in range(_MOST_CHUNKS):
        if position + 8 > size:
            return 0
        file.seek(position)
        mark, length = struct.unpack(">4sI", file.read(8))
        if mark == b"COMM":
            content = file.read(6)
            return int(struct.unpack(">I", content[2:])[0]) if len(content) == 6 else 0
        position += 8 + length + length % 2
    return 0
