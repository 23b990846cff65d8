"""The daemon and the command line on Windows, as Wine shows it: `make windows-daemon-test`.

Not part of `make test`: it needs Wine, MinGW and 150 MB of wheels. What is made once is kept
outside the clone, in the folder that the make target names, under names made of its contents;
without that folder nothing here is collected.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from tests.ended import Ended
from tests.windows.python_for_windows import UNDER_TEST, python_in, tonekiln_in
from tests.windows.wine import Wine, windows_path

CACHE = os.environ.get("TONEKILN_WINDOWS_CACHE", "")
collect_ignore_glob = [] if CACHE else ["test_*.py", "*/test_*.py"]


@dataclass(frozen=True)
class Windows:
    """A Windows with Python and the tonekiln of this working tree, and one home."""

    wine: Wine
    python: Path
    home: Path

    def command(self, *arguments: str) -> list[str]:
        """`python.exe` with arguments."""
        return [str(self.python), *arguments]

    def tonekiln(self, *arguments: str) -> Ended:
        """The command line, to its end."""
        return self.wine.run(self.command("-m", "tonekiln", *arguments))

    def asked(self, *arguments: str) -> dict[str, Any]:
        """What the command line answers as JSON."""
        ended = self.tonekiln(*arguments, "--json")
        assert ended.status == 0, ended
        answer: dict[str, Any] = json.loads(ended.out)
        return answer

    def script(self, text: str, *arguments: str) -> Ended:
        """A script, to its end."""
        return self.wine.run(self.command("-c", text, *arguments))


@pytest.fixture(scope="session", autouse=True)
def ends_what_it_started() -> None:
    """A step that takes too long is told to end: then every Windows here ends too."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session", autouse=True)
def alone() -> Iterator[None]:
    """One run at a time in a cache: each ends all programs of its Windows."""
    Path(CACHE).mkdir(parents=True, exist_ok=True)
    with FileLock(Path(CACHE) / "running.lock"):
        yield


@pytest.fixture(scope="session")
def python() -> Path:
    return python_in(Path(CACHE))


@pytest.fixture(scope="session")
def tonekiln(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tonekiln_in(tmp_path_factory.mktemp("under test"))


@contextmanager
def windows_in(folder: Path, python: Path, tonekiln: Path) -> Iterator[Windows]:
    """A Windows whose home lies in a folder; its programs end with it."""
    home = folder / "Meine Klänge" / "tönekiln – 音"
    variables = {UNDER_TEST: windows_path(tonekiln), "TONEKILN_HOME": windows_path(home)}
    wine = Wine.in_cache(Path(CACHE), variables)
    try:
        yield Windows(wine, python, home)
    finally:
        wine.end_all()


@pytest.fixture
def windows(python: Path, tonekiln: Path, tmp_path: Path) -> Iterator[Windows]:
    with windows_in(tmp_path, python, tonekiln) as found:
        yield found
