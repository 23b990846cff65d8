"""A file's bytes for a decoder written in C, which asks for them through callbacks.

An exception in a callback cannot reach whoever called the decoder: it would be printed and
forgotten. So nothing is raised here; a place that is none is the nearest one that is, and what
the disk could not give is told afterwards.
"""

from __future__ import annotations

import os
from io import BufferedReader, BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class ForeignBytes:
    """What `soundfile` asks of a file."""

    def __init__(self, file: BufferedReader | BytesIO) -> None:
        self._file = file
        self._size = file.seek(0, os.SEEK_END)
        self.failure: OSError | None = None
        file.seek(0)

    def raise_failure(self) -> None:
        """Raises the OSError that kept bytes back, if one did."""
        if self.failure is not None:
            raise self.failure

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to the nearest place within the file."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._file.tell(), os.SEEK_END: self._size}[whence]
        return self._file.seek(min(max(base + offset, 0), self._size))

    def tell(self) -> int:
        """Where in the file."""
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        """The bytes that are there; none once the disk has failed."""
        try:
            return self._file.read(size)
        except OSError as error:
            self.failure = error
            return b""

    def readinto(self, buffer: WriteableBuffer) -> int:
        """Likewise, into a buffer; returns how many."""
        try:
            return self._file.readinto(buffer)
        except OSError as error:
            self.failure = error
            return 0

    def write(self, _data: bytes) -> int:
        """Nothing is ever written."""
        return 0
