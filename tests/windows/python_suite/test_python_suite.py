"""The Python tests as a program of Windows, a folder at a time, each with an end of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.windows.conftest import Windows
from tests.windows.python_for_windows import ROOT

_SKIPPED = re.compile(r"(?m)^SKIPPED \[\d+\] (.+)$")
_NO_TESTS = 5
"""pytest's exit status."""

_LEFT_OUT = frozenset({"engines/neural", "benchmarks", "platform"})
"""What needs torch; the benchmarks' own; Linux that is made to think it is another system, of which
`tests/windows/test_platform.py` and its neighbours are the real thing."""

_WARNINGS = (
    *("-W", "ignore:Proactor event loop does not implement:RuntimeWarning"),
    *("-W", "ignore:unclosed database:ResourceWarning"),
)
"""pyzmq's, of a thread that it takes from tornado for us; and one that only Python 3.13 gives, of
databases that tests leave to it to close."""


def pieces() -> list[str]:
    """The contract's folder, those of tests/unit, and the files beside them."""
    units = ROOT / "tests" / "unit"
    folders = [*_folders(units), *(units / "engines").iterdir()]
    named = {folder.relative_to(units).as_posix() for folder in folders if _has_tests(folder)}
    files = sorted(file.name for file in units.glob("test_*.py"))
    units_pieces = [*sorted(named - _LEFT_OUT - {"engines"}), *files]
    return ["contract", *(f"unit/{piece}" for piece in units_pieces)]


def _folders(units: Path) -> list[Path]:
    return [folder for folder in units.iterdir() if folder.is_dir()]


def _has_tests(folder: Path) -> bool:
    return any(folder.rglob("test_*.py"))


@pytest.mark.parametrize("piece", pieces())
def test_its_tests_pass(testing: Windows, piece: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = ("-p", "no:cacheprovider", "-q", "-ra", *_WARNINGS)
    ended = testing.wine.run(testing.command("-u", "-m", "pytest", *options, f"tests/{piece}"))
    with capsys.disabled():
        for reason in sorted(set(_SKIPPED.findall(ended.out))):
            print(f"\nskipped on Windows: {reason}", end="")
    assert ended.status in (0, _NO_TESTS), ended.out[-12_000:] + ended.errors[-2000:]
