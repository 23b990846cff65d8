"""What launchd starts when somebody rings: take the ring, then be the daemon.

launchd hands the socket over by name (`launch_activate_socket`, launch.h); as long as a connection
to it waits, it would start this anew each time it ends. Never run yet: nobody here has a Mac.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import select
import socket
import sys

NAME = b"doorbell"


def main() -> None:
    """Answer every ring that waits, and go on as the daemon in this process."""
    for descriptor in sockets_of_launchd():
        with contextlib.closing(socket.socket(fileno=descriptor)) as bell:
            answer(bell)
    os.execv(sys.executable, [sys.executable, "-P", "-m", "tonekilnd", "serve"])  # noqa: S606


def answer(bell: socket.socket) -> int:
    """Take all connections that wait; returns how many rang."""
    rings = 0
    while select.select([bell], [], [], 0)[0]:
        connection, _ = bell.accept()
        connection.close()
        rings += 1
    return rings


def sockets_of_launchd() -> list[int]:
    """The descriptors that launchd has for us."""
    system = ctypes.CDLL(None, use_errno=True)
    system.launch_activate_socket.argtypes = [
        ctypes.c_char_p,
        ctypes.POINTER(ctypes.POINTER(ctypes.c_int)),
        ctypes.POINTER(ctypes.c_size_t),
    ]
    found, count = ctypes.POINTER(ctypes.c_int)(), ctypes.c_size_t()
    status = system.launch_activate_socket(NAME, ctypes.byref(found), ctypes.byref(count))
    if status != 0:
        raise OSError(status, os.strerror(status))
    descriptors = [found[index] for index in range(count.value)]
    system.free.argtypes = [ctypes.c_void_p]
    system.free(ctypes.cast(found, ctypes.c_void_p))
    return descriptors


if __name__ == "__main__":
    main()
