"""The Python tests as a program of Windows, a folder at a time, each with an end of its own."""

from __future__ import annotations

import re

import pytest
from tests.windows.conftest import Windows

_SKIPPED = re.compile(r"(?m)^SKIPPED \[\d+\] (.+)$")
PIECES = (
    "contract",
    *(f"unit/{folder}" for folder in ("cli", "database", "fit", "inputs", "jobs", "library")),
    *(f"unit/{folder}" for folder in ("musical_words", "planning", "protocol", "timeline")),
    *(f"unit/{folder}" for folder in ("transport", "update")),
    *(f"unit/engines/{folder}" for folder in ("catalogue", "checkpoints", "computing", "loras")),
    *(f"unit/engines/{folder}" for folder in ("model_cards", "sketch")),
    *(f"unit/test_{name}.py" for name in ("atomic", "config", "curve_keys", "foreign", "presets")),
)
"""What has been seen to pass there. `unit/platform` is Linux that is made to think it is another
system, of which the tests beside this folder are the real thing."""

_WARNINGS = (
    *("-W", "ignore:Proactor event loop does not implement:RuntimeWarning"),
    *("-W", "ignore:unclosed database:ResourceWarning"),
)
"""pyzmq's, of a thread that it takes from tornado for us; and one that only Python 3.13 gives, of
databases that tests leave to it to close."""


@pytest.mark.parametrize("piece", PIECES)
def test_its_tests_pass(testing: Windows, piece: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("-p", "no:cacheprovider", "-q", "-ra", *_WARNINGS)
    ended = testing.wine.run(testing.command("-u", "-m", "pytest", *options, f"tests/{piece}"))
    with capsys.disabled():
        for reason in sorted(set(_SKIPPED.findall(ended.out))):
            print(f"\nskipped on Windows: {reason}", end="")
    assert ended.status == 0, ended.out[-12_000:] + ended.errors[-2000:]
