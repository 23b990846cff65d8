"""What is in the place of a file or folder of ours is renamed, and never lost."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.systems import files_of_posix

from tonekiln.in_the_way import renamed, way_for_file, way_for_folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "x"


def test_what_fits_stays(place: Path) -> None:
    assert way_for_file(place) == way_for_folder(place) == ""
    place.write_bytes(b"kept")
    assert way_for_file(place) == ""
    assert place.read_bytes() == b"kept"
    place.unlink()
    place.mkdir()
    assert way_for_folder(place) == ""
    assert place.is_dir()


@files_of_posix
def test_a_file_gets_its_place(place: Path) -> None:
    for number, make in enumerate((Path.mkdir, os.mkfifo), start=1):
        make(place)
        said = way_for_file(place)
        assert f"x.in-the-way-{number}" in said
        assert said in renamed()
        place.write_bytes(b"")
        place.unlink()


def test_a_folder_gets_its_place_and_the_file_is_kept(place: Path) -> None:
    place.write_bytes(b"somebody's")
    assert "it is a file" in way_for_folder(place)
    place.mkdir()
    assert (place.parent / "x.in-the-way-1").read_bytes() == b"somebody's"


@files_of_posix
def test_a_link_to_a_drive_that_is_not_mounted_is_left_alone(place: Path) -> None:
    place.symlink_to("/nowhere/at/all")
    assert way_for_folder(place) == ""
    assert place.is_symlink()
    assert way_for_folder(place, lost_links=True)
    place.symlink_to("x")
    assert "back to itself" in way_for_folder(place)


@files_of_posix
def test_a_link_to_a_file_that_can_be_made_is_left_alone(place: Path) -> None:
    place.symlink_to(place.parent / "yet-to-come")
    assert way_for_file(place) == ""
    place.write_bytes(b"")
    place.unlink()
    place.symlink_to("/nowhere/at/all")
    assert "leads nowhere" in way_for_file(place)
