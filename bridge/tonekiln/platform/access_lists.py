"""Windows' access lists: who is let in to a file or folder, and leaving it to one person.

Administrators and the system itself are always let in, as `root` is elsewhere.
"""

from __future__ import annotations

import sys
from pathlib import Path

SYSTEM = "SY"
ADMINISTRATORS = "BA"


def closed(person: str, *, folder: bool) -> str:
    """A list that lets in one person only, in Microsoft's notation (SDDL).

    It is protected: nothing comes to it from the folder above. What is made in a folder gets the
    folder's own entries.

    Args:
        person: the person's SID, such as `S-1-5-21-...`.
        folder: whether it is for a folder.
    """
    passed_on = "OICI" if folder else ""
    entries = (f"(A;{passed_on};FA;;;{who})" for who in (SYSTEM, ADMINISTRATORS, person))
    return "D:P" + "".join(entries)


if sys.platform == "win32":
    import ctypes
    from collections.abc import Iterator
    from contextlib import contextmanager
    from ctypes import wintypes
    from functools import cache

    _FILE = 1
    """SE_FILE_OBJECT."""
    _LIST = 0x4
    """DACL_SECURITY_INFORMATION."""
    _PROTECTED = 0x80000000
    """PROTECTED_DACL_SECURITY_INFORMATION: what the folder above lets in does not come here."""
    _REVISION = 1
    """SDDL_REVISION_1."""
    _TOKEN_QUERY = 0x8
    _TOKEN_USER = 1
    _ACL_SIZE = 2
    """AclSizeInformation."""
    _ALLOWED = 0
    """ACCESS_ALLOWED_ACE_TYPE."""
    _INHERIT_ONLY = 0x8
    """INHERIT_ONLY_ACE: it is for what will be in the folder."""
    _ACE_HEADER = 8
    """Bytes of an entry before its SID: type, flags, size, rights."""
    _ALWAYS_IN = ("S-1-5-18", "S-1-5-32-544", "S-1-3-4")
    """The system, administrators, and whoever owns it."""

    class _SizeOfList(ctypes.Structure):
        """ACL_SIZE_INFORMATION."""

        _fields_ = (
            ("AceCount", wintypes.DWORD),
            ("AclBytesInUse", wintypes.DWORD),
            ("AclBytesFree", wintypes.DWORD),
        )

    @cache
    def _advapi32() -> ctypes.WinDLL:
        library = ctypes.WinDLL("advapi32", use_last_error=True)
        pointer, out = ctypes.c_void_p, ctypes.POINTER(ctypes.c_void_p)
        words, number = wintypes.LPCWSTR, wintypes.DWORD
        for name, *arguments in (
            ("OpenProcessToken", pointer, number, out),
            ("GetTokenInformation", pointer, ctypes.c_int, pointer, number, pointer),
            ("ConvertSidToStringSidW", pointer, out),
            ("ConvertStringSecurityDescriptorToSecurityDescriptorW", words, number, out, pointer),
            ("GetNamedSecurityInfoW", words, ctypes.c_int, number, out, out, out, out, out),
            ("SetFileSecurityW", words, number, pointer),
            ("GetAclInformation", pointer, pointer, number, ctypes.c_int),
            ("GetAce", pointer, number, out),
        ):
            getattr(library, name).argtypes = tuple(arguments)
        return library

    @cache
    def _kernel32() -> ctypes.WinDLL:
        library = ctypes.WinDLL("kernel32", use_last_error=True)
        library.GetCurrentProcess.restype = wintypes.HANDLE
        library.CloseHandle.argtypes = (wintypes.HANDLE,)
        library.LocalFree.argtypes = (ctypes.c_void_p,)
        return library

    def _checked(succeeded: int) -> None:
        if not succeeded:
            raise ctypes.WinError(ctypes.get_last_error())

    @cache
    def this_person() -> str:
        """The SID of whoever runs this. Raises OSError."""
        token = ctypes.c_void_p()
        _checked(
            _advapi32().OpenProcessToken(
                _kernel32().GetCurrentProcess(), _TOKEN_QUERY, ctypes.byref(token)
            )
        )
        try:
            size = wintypes.DWORD()
            ask = _advapi32().GetTokenInformation
            ask(token, _TOKEN_USER, None, 0, ctypes.byref(size))
            answer = ctypes.create_string_buffer(size.value)
            _checked(ask(token, _TOKEN_USER, answer, size, ctypes.byref(size)))
            return _text_of(ctypes.c_void_p.from_buffer(answer).value)
        finally:
            _kernel32().CloseHandle(token)

    def _text_of(sid: int | None) -> str:
        text = ctypes.c_void_p()
        _checked(_advapi32().ConvertSidToStringSidW(sid, ctypes.byref(text)))
        try:
            return ctypes.wstring_at(text.value or 0)
        finally:
            _kernel32().LocalFree(text)

    def lets_others_in(path: Path) -> bool:
        """Whether anybody else is let in. False where nothing says who is. Raises OSError."""
        mine = {*_ALWAYS_IN, this_person()}
        with _list_of(path) as entries:
            if not entries:  # a drive without access lists lets everybody in
                return True
            return any(sid not in mine for sid in _let_in(entries))

    @contextmanager
    def _list_of(path: Path) -> Iterator[ctypes.c_void_p]:
        entries, whole = ctypes.c_void_p(), ctypes.c_void_p()
        failed = _advapi32().GetNamedSecurityInfoW(
            str(path), _FILE, _LIST, None, None, ctypes.byref(entries), None, ctypes.byref(whole)
        )
        if failed:
            raise ctypes.WinError(failed)
        try:
            yield entries
        finally:
            _kernel32().LocalFree(whole)

    def _let_in(entries: ctypes.c_void_p) -> Iterator[str]:
        """The SIDs of a list's entries that let somebody in here."""
        size = _SizeOfList()
        _checked(
            _advapi32().GetAclInformation(
                entries, ctypes.byref(size), ctypes.sizeof(size), _ACL_SIZE
            )
        )
        for index in range(size.AceCount):
            entry = ctypes.c_void_p()
            _checked(_advapi32().GetAce(entries, index, ctypes.byref(entry)))
            address = entry.value or 0
            kind, flags = ctypes.string_at(address, 2)
            if kind == _ALLOWED and not flags & _INHERIT_ONLY:
                yield _text_of(address + _ACE_HEADER)

    def close(path: Path) -> None:
        """Let in nobody but this person. Raises OSError.

        What is below keeps its own entries, as it does where modes are changed.
        """
        words = closed(this_person(), folder=path.is_dir())
        whole = ctypes.c_void_p()
        library = _advapi32()
        _checked(
            library.ConvertStringSecurityDescriptorToSecurityDescriptorW(
                words, _REVISION, ctypes.byref(whole), None
            )
        )
        try:
            _checked(library.SetFileSecurityW(str(path), _LIST | _PROTECTED, whole))
        finally:
            _kernel32().LocalFree(whole)
