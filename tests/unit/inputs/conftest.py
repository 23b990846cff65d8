"""A store of inputs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tonekilnd.inputs.store import InputStore


@pytest.fixture
def store(tmp_path: Path) -> InputStore:
    return InputStore(tmp_path / "inputs")
