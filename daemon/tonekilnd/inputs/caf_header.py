"""The length of a CAF file's samples, where its header leaves that open.

Apple's Core Audio Format lets a recorder write -1 as the size of its last chunk, the samples,
until it closes the file ("Apple Core Audio Format Specification 1.0", the audio data chunk).
"""

from __future__ import annotations

import struct
from typing import BinaryIO

_MOST_CHUNKS = 1000
_HEADER_BYTES = 8


def open_length(file: BinaryIO, size: int) -> tuple[int, bytes] | None:
    """Where the size of the samples has to be written, and as what; None where it is right.

    Args:
        file: a CAF file, open for reading; its position is changed.
        size: its length in bytes.
    """
    position = _HEADER_BYTES
    for _ in range(_MOST_CHUNKS):
        if position + 12 > size:
            return None
        file.seek(position)
        header = file.read(12)
        (claimed,) = struct.unpack(">q", header[4:])
        there = size - position - 12
        if header[:4] == b"data":
            wrong = claimed <= 4 < there or claimed > there
            return (position + 4, struct.pack(">q", there)) if wrong else None
        if claimed < 0:
            return None
        position += 12 + claimed
    return None
