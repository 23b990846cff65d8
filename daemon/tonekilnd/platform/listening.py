"""A listening socket that can be closed to newcomers for a while, without losing its port."""

from __future__ import annotations

import ctypes
import socket
import struct
import sys

CAN_BE_SHUT = sys.platform == "linux"
"""Elsewhere newcomers cannot be kept out without giving the port up."""

_TCP_MAXRT = 5
"""Windows' ws2ipdef.h."""

_ATTACH_FILTER, _DETACH_FILTER = 26, 27
_DROP_ALL = struct.pack("HBBI", 0x06, 0, 0, 0)
"""Linux's socket(7), SO_ATTACH_FILTER: the one instruction `ret 0`."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p))


def listening(host: str, port: int, backlog: int) -> socket.socket:
    """A TCP socket that listens, not inherited by children. Raises OSError.

    Args:
        host: where.
        port: 0 for any that is free.
        backlog: newcomers that the system takes before anybody accepts them.
    """
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(backlog)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def ends_unread_connections() -> bool:
    """Whether a connection can be told when to give up on a peer that takes nothing.

    ZeroMQ lets nobody in where the system refuses to be told: Wine does.
    """
    if sys.platform == "win32":
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            try:
                trial.setsockopt(socket.IPPROTO_TCP, _TCP_MAXRT, 60)
            except OSError:
                return False
    return True


def shut(listener: socket.socket) -> None:
    """Hear no newcomer any more: their systems ask again after a second, and so on."""
    instructions = ctypes.create_string_buffer(_DROP_ALL, len(_DROP_ALL))
    program = _Program(1, ctypes.addressof(instructions))
    listener.setsockopt(socket.SOL_SOCKET, _ATTACH_FILTER, bytes(program))


def reopen(listener: socket.socket) -> None:
    """Hear them again."""
    listener.setsockopt(socket.SOL_SOCKET, _DETACH_FILTER, 0)
