"""Children that end with the daemon, however it ends, and their own children with them.

A worker ends by itself when its pipe does; on Windows what it started would stay. There a job
object holds them all, and the system ends whatever is in it when the daemon's handle goes.
"""

from __future__ import annotations

import logging
import sys
from functools import cache

log = logging.getLogger(__name__)


def bind(pid: int) -> None:
    """Let a child, which has just been started, end with this process.

    Where it cannot be done this is logged, and the pipe alone is left to end it.
    """
    if sys.platform == "win32":
        try:
            _put_into(_job(), pid)
        except OSError as error:
            log.warning("worker %d is not bound to the daemon: %s", pid, error)


if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _SET_QUOTA_AND_TERMINATE = 0x0101
    """PROCESS_SET_QUOTA | PROCESS_TERMINATE: what AssignProcessToJobObject wants of a handle."""
    _EXTENDED_LIMITS = 9
    """JobObjectExtendedLimitInformation."""
    _KILL_ON_JOB_CLOSE = 0x2000

    class _BasicLimits(ctypes.Structure):
        """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class _ExtendedLimits(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

        _fields_ = (
            ("BasicLimitInformation", _BasicLimits),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    @cache
    def _kernel32() -> ctypes.WinDLL:
        library = ctypes.WinDLL("kernel32", use_last_error=True)
        library.CreateJobObjectW.restype = wintypes.HANDLE
        library.CreateJobObjectW.argtypes = (wintypes.LPVOID, wintypes.LPCWSTR)
        library.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            wintypes.LPVOID,
            wintypes.DWORD,
        )
        library.OpenProcess.restype = wintypes.HANDLE
        library.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        library.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        library.CloseHandle.argtypes = (wintypes.HANDLE,)
        return library

    @cache
    def _job() -> int:
        """The daemon's job object; its handle is never closed, so it lives as long as we do."""
        job: int | None = _kernel32().CreateJobObjectW(None, None)
        if not job:
            raise ctypes.WinError(ctypes.get_last_error())
        limits = _ExtendedLimits()
        limits.BasicLimitInformation.LimitFlags = _KILL_ON_JOB_CLOSE
        if not _kernel32().SetInformationJobObject(
            job, _EXTENDED_LIMITS, ctypes.byref(limits), ctypes.sizeof(limits)
        ):
            raise ctypes.WinError(ctypes.get_last_error())
        return job

    def _put_into(job: int, pid: int) -> None:
        process = _kernel32().OpenProcess(_SET_QUOTA_AND_TERMINATE, False, pid)
        if not process:
            raise ctypes.WinError(ctypes.get_last_error())
        try:
            if not _kernel32().AssignProcessToJobObject(job, process):
                raise ctypes.WinError(ctypes.get_last_error())
        finally:
            _kernel32().CloseHandle(process)
