"""Messages over a pair of pipes: two lengths, msgpack, then raw audio.

The pipes join a daemon to a child it started itself, so no authentication is needed, and the
audio goes through without being encoded.
"""

from __future__ import annotations

import struct
import threading
from typing import BinaryIO, Generic, TypeVar, cast

import msgspec

_LENGTHS = struct.Struct("<IQ")

T = TypeVar("T")


class PipeClosed(Exception):  # noqa: N818 - an end, not always a fault
    """The other process has gone."""


class Channel(Generic[T]):
    """Reads messages of one type from one pipe and writes any to the other.

    One thread may read; any may write.
    """

    def __init__(self, reader: BinaryIO, writer: BinaryIO, incoming: object) -> None:
        self._reader = reader
        self._writer = writer
        self._decoder: msgspec.msgpack.Decoder[T] = msgspec.msgpack.Decoder(cast(type[T], incoming))
        self._encoder = msgspec.msgpack.Encoder()
        self._writing = threading.Lock()

    def send(self, message: msgspec.Struct, payload: bytes | memoryview = b"") -> None:
        """Write one message. Raises PipeClosed when nobody reads any more."""
        head = self._encoder.encode(message)
        try:
            with self._writing:
                self._writer.write(_LENGTHS.pack(len(head), len(payload)) + head)
                if payload:
                    self._writer.write(payload)
                self._writer.flush()
        except (OSError, ValueError) as error:
            raise PipeClosed from error

    def receive(self) -> tuple[T, bytearray]:
        """Wait for one message and its payload. Raises PipeClosed at the end."""
        head_bytes, payload_bytes = _LENGTHS.unpack(self._read(_LENGTHS.size))
        message = self._decoder.decode(self._read(head_bytes))
        return message, self._read(payload_bytes)

    def _read(self, count: int) -> bytearray:
        buffer = bytearray(count)
        view = memoryview(buffer)
        filled = 0
        while filled < count:
            try:
                got = self._reader.readinto(view[filled:])  # type: ignore[attr-defined]
            except (OSError, ValueError) as error:
                raise PipeClosed from error
            if not got:
                raise PipeClosed
            filled += got
        return buffer

    def close(self) -> None:
        """Close both pipes."""
        for pipe in (self._writer, self._reader):
            try:
                pipe.close()
            except OSError:
                pass
