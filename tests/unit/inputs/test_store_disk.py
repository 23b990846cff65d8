"""A disk that is full, a home that cannot be written to, leftovers of earlier runs."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO

import pytest
from tests.unit.inputs.stored import HUM, left_over, taken, written

from tonekiln.protocol import InputAudio, Upload
from tonekiln.protocol.errors import InternalError, StorageFull
from tonekilnd.inputs.store import InputStore


class Full:
    """A file on a disk that has no room."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def __enter__(self) -> Full:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def write(self, data: bytes) -> int:
        self._file.write(data[: len(data) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.fixture
def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Uploads are opened by their path, copies by a function that closes them to others."""

    def on_it(opened: Callable[..., IO[bytes]]) -> Callable[..., object]:
        def open_on_it(path: Path, mode: str = "r", *rest: object, **named: object) -> object:
            file = opened(path, mode, *rest, **named)
            return Full(file) if mode in ("xb", "ab") else file

        return open_on_it

    monkeypatch.setattr(Path, "open", on_it(Path.open))
    monkeypatch.setattr("builtins.open", on_it(open))


class TestDisk:
    def test_a_copy_that_does_not_fit_leaves_nothing(
        self, store: InputStore, tmp_path: Path, full_disk: None
    ) -> None:
        audio = InputAudio(path=str(tmp_path / "hum.wav"))
        (tmp_path / "hum.wav").write_bytes(HUM)
        with pytest.raises(StorageFull, match="full"):
            taken(store, audio)
        assert left_over(tmp_path) == []

    def test_a_home_that_cannot_be_written_to_is_not_the_files_fault(
        self, store: InputStore, tmp_path: Path
    ) -> None:
        (tmp_path / "inputs").write_text("in the way")
        with pytest.raises(InternalError, match="inputs cannot be written to: "):
            taken(store, written(tmp_path, HUM))

    def test_an_upload_that_does_not_fit_leaves_nothing(
        self, store: InputStore, tmp_path: Path, full_disk: None
    ) -> None:
        with pytest.raises(StorageFull, match="full"):
            store.receive(b"c", Upload(upload="u"), HUM)
        assert left_over(tmp_path) == []

    def test_room_is_looked_for_before_anything_is_written(
        self, store: InputStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        class Usage:
            free = 1000

        monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage)
        audio = written(tmp_path, HUM)
        for ask in (
            lambda: taken(store, audio),
            lambda: store.receive(b"c", Upload(upload="u"), HUM),
        ):
            with pytest.raises(StorageFull, match=r"has 0.0 MB free"):
                ask()
        assert not (tmp_path / "inputs").exists()

    def test_leftovers_of_earlier_runs_are_swept(self, tmp_path: Path) -> None:
        folder = tmp_path / "inputs"
        (folder / "uploads").mkdir(parents=True)
        kept = folder / ("a" * 64 + ".wav")
        for path in (
            kept,
            folder / f"{kept.name}.31641.part",
            folder / ".0123.part",
            folder / "uploads" / ".owner-up.part",
            folder / "uploads" / "owner-whole",
            folder / "uploads" / "owner-old",
        ):
            path.write_bytes(HUM)
        os.utime(folder / "uploads" / "owner-old", (0, 0))
        InputStore(folder).sweep_leftovers()
        assert left_over(tmp_path) == [kept.name, "owner-whole"]
