"""The standard streams: there may be none, and a pipe's letters depend on the system."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from pathlib import Path
from typing import TextIO


def settle() -> None:
    """Make sure that this process has three standard streams, leading nowhere if need be.

    A program without a console that starts one on Windows, or closes its streams elsewhere, leaves
    `sys.stderr` None, and the next file or socket that is opened gets the number that libraries
    write their complaints to.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            handle = os.open(os.devnull, os.O_RDWR)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)
    # They live as long as the process.
    if sys.stdin is None:
        sys.stdin = Path(os.devnull).open("r", encoding="utf-8")  # noqa: SIM115
    if sys.stdout is None:
        sys.stdout = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115
    if sys.stderr is None:
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115


def speak_utf8() -> None:
    """Write UTF-8 where no person reads along: whoever started us reads it as that.

    Python's own choice for pipes and files on Windows is the system's old code page, in which a
    path with other letters cannot be written. A terminal keeps what it has.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            with contextlib.suppress(OSError, ValueError):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def tell(stream: TextIO, text: str) -> None:
    """Write what only goes along with the work: that it cannot be read anywhere ends no work."""
    try:
        stream.write(text)
        stream.flush()
    except OSError:
        forget(stream)


def forget(stream: TextIO) -> None:
    """Nothing more can be written there; Python would complain when it flushes at exit."""
    with contextlib.suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a person sees what is written there; a stream that is none, or closed, shows none."""
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False
