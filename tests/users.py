"""Whose rights the tests run with."""

from __future__ import annotations

import os

import pytest

IS_ROOT: bool = hasattr(os, "geteuid") and os.geteuid() == 0

only_root = pytest.mark.skipif(not IS_ROOT, reason="only root gives files away")
