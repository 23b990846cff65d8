from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tonekiln.platform import open_files
from tonekiln.platform.open_files import HeldOpen


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    part, target = tmp_path / "part", tmp_path / "töne und mehr.wav"
    part.write_text("new")
    target.write_text("old")
    return part, target


def _refuses(monkeypatch: pytest.MonkeyPatch, times: int, code: int = 32) -> None:
    """Replacing and removing fail so often as Windows does, then do what they do here."""
    left = [times]

    def held(act: Callable[..., object]) -> Callable[..., object]:
        def attempt(*arguments: object, **options: object) -> object:
            if left[0]:
                left[0] -= 1
                error = PermissionError(errno.EACCES, "in use")
                error.winerror = code  # type: ignore[attr-defined]
                raise error
            return act(*arguments, **options)

        return attempt

    monkeypatch.setattr(Path, "replace", held(Path.replace))
    monkeypatch.setattr(Path, "unlink", held(Path.unlink))


def test_it_does_what_paths_do(files: tuple[Path, Path]) -> None:
    part, target = files
    open_files.replace(part, target)
    assert target.read_text() == "new"
    assert not part.exists()
    open_files.unlink(target)
    open_files.unlink(target, missing_ok=True)
    with pytest.raises(FileNotFoundError):
        open_files.unlink(target)


@pytest.mark.parametrize("code", [5, 32, 33])
def test_who_lets_go_soon_is_waited_for(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    part, target = files
    _refuses(monkeypatch, 3, code)
    open_files.replace(part, target)
    assert target.read_text() == "new"


def test_who_does_not_let_go_is_told_of(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    part, target = files
    monkeypatch.setattr(open_files, "PATIENCE_SECONDS", 0.0)
    _refuses(monkeypatch, 1_000_000)
    with pytest.raises(HeldOpen) as held:
        open_files.replace(part, target)
    assert held.value.filename == str(target)
    assert "held open by another program" in str(held.value)
    with pytest.raises(HeldOpen):
        open_files.unlink(target)
    assert (part.read_text(), target.read_text()) == ("new", "old")


def test_a_folder_that_is_closed_to_us_is_not_waited_for(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_arguments: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(Path, "replace", closed)
    with pytest.raises(PermissionError) as error:
        open_files.replace(*files)
    assert not isinstance(error.value, HeldOpen)


def test_a_draft_that_is_in_use_is_left_and_one_that_is_not_there_is_no_fault(
    files: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    part, _ = files
    monkeypatch.setattr(open_files, "PATIENCE_SECONDS", 0.0)
    _refuses(monkeypatch, 1000)
    open_files.discard(part)
    assert part.exists()
    monkeypatch.undo()
    open_files.discard(part)
    open_files.discard(part)
    assert not part.exists()
