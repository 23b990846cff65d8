"""This process's TCP connections as the system counts them, whoever made them: Linux only.

Elsewhere nobody says how much a connection has received, or not without its owner.
"""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import struct
import sys
from collections.abc import Iterator

CAN_BE_COUNTED = sys.platform == "linux"

_TCP_INFO_BYTES = 136
_RECEIVED_AT = 128
"""`tcpi_bytes_received` of `struct tcp_info` (linux/tcp.h, since 4.1): 64 bits."""


def received_at(port: int) -> dict[tuple[int, int], int]:
    """Bytes that came by each connection to a local port, by its descriptor and inode."""
    if not CAN_BE_COUNTED:
        return {}
    found: dict[tuple[int, int], int] = {}
    for handle in map(int, os.listdir("/proc/self/fd")):  # noqa: PTH208 - names alone
        with contextlib.suppress(OSError, struct.error):  # closed meanwhile, or no TCP socket
            status = os.fstat(handle)
            if stat.S_ISSOCK(status.st_mode):
                with _borrowed(handle) as connection:
                    if connection.getsockname()[1:2] == (port,):
                        found[handle, status.st_ino] = _received(connection)
    return found


def end(handle: int, inode: int) -> None:
    """End a connection, if the descriptor is still its own; its owner sees it closed."""
    with contextlib.suppress(OSError):
        if os.fstat(handle).st_ino == inode:
            with _borrowed(handle) as connection:
                connection.shutdown(socket.SHUT_RDWR)


@contextlib.contextmanager
def _borrowed(handle: int) -> Iterator[socket.socket]:
    """A descriptor as a socket, which stays its owner's."""
    connection = socket.socket(socket.AF_INET, socket.SOCK_STREAM, fileno=handle)
    try:
        yield connection
    finally:
        connection.detach()


def _received(connection: socket.socket) -> int:
    if sys.platform != "linux":
        return 0
    else:
        info = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _TCP_INFO_BYTES)
        return int(struct.unpack_from("<Q", info, _RECEIVED_AT)[0])
