"""How open a new file is: as its folder, within the user's umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.systems import modes

from tonekilnd import privacy
from tonekilnd.atomic import write_part

pytestmark = modes


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The process as it was before, when the test is over."""
    monkeypatch.setattr(privacy, "_users_umask", None)
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.mark.parametrize(
    ("folder_mode", "umask", "expected"),
    [(0o755, 0o022, 0o644), (0o775, 0o002, 0o664), (0o777, 0o027, 0o640), (0o700, 0o000, 0o600)],
)
def test_a_file_is_as_open_as_its_folder_and_the_users_umask(
    tmp_path: Path, folder_mode: int, umask: int, expected: int
) -> None:
    tmp_path.chmod(folder_mode)
    os.umask(umask)
    privacy.make_closed()
    privacy.make_closed()  # a second one must not take our own umask for the user's
    part = write_part(tmp_path, [b"samples"])
    assert stat.S_IMODE(part.stat().st_mode) == expected
    (tmp_path / "other").touch()
    assert stat.S_IMODE((tmp_path / "other").stat().st_mode) == 0o600


def test_where_nothing_is_known_of_the_user_a_file_is_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    part = write_part(tmp_path, [b"samples"])
    assert stat.S_IMODE(part.stat().st_mode) == 0o600
