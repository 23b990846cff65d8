"""What is native, where this machine has it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from tonekilnd.engines.neural.fast.native.compiler import CannotBuild

Made = TypeVar("Made")


def native_or_skip(make: Callable[..., Made], *given: object) -> Made:
    """What is made; where it cannot be built the test is skipped, with the reason."""
    try:
        return make(*given)
    except CannotBuild as reason:
        pytest.skip(f"nothing native here: {reason}")
