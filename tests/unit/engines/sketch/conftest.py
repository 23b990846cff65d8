"""Takes of the sketch engine, each rendered once a session."""

from __future__ import annotations

import pytest
from tests.unit.engines.sketch.takes import spec, take_of

from tonekilnd.domain import Take


@pytest.fixture(scope="session")
def record():
    """`record(prompt, **fields)`: a take, rendered once for equal wishes."""

    def take(prompt: str, **fields: object) -> Take:
        return take_of(spec(prompt, **fields))

    return take
