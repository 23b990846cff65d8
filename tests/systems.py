"""What only some systems have, as marks that say why."""

from __future__ import annotations

import sys

import pytest

files_of_posix = pytest.mark.skipif(
    sys.platform == "win32",
    reason="Windows has no pipes and sockets among files; Wine 8 cannot show a link to nowhere",
)
modes = pytest.mark.skipif(
    sys.platform == "win32",
    reason="a mode says nothing on Windows; tests/windows/test_privacy.py asks access lists",
)
