from __future__ import annotations

import json
import os
import stat

import pytest
from tests.systems import modes

from tonekiln.home import Home
from tonekiln.platform.privacy import open_to_others
from tonekilnd.curve_keys import (
    load_keys,
    make_private_folder,
    write_connection_file,
    write_private,
)


@pytest.fixture
def tonekiln_home(tmp_path) -> Home:
    return Home(tmp_path / "home")


def test_keys_persist_so_that_copies_of_the_connection_file_stay_good(tonekiln_home) -> None:
    assert load_keys(tonekiln_home) == load_keys(tonekiln_home)


def test_damaged_keys_are_made_anew(tonekiln_home) -> None:
    load_keys(tonekiln_home)
    (tonekiln_home.keys / "server.json").write_text("{")
    assert len(load_keys(tonekiln_home).server.public) == 40


def test_the_connection_file_is_exactly_as_documented_and_private(tonekiln_home) -> None:
    os.umask(0)
    keys = load_keys(tonekiln_home)
    write_connection_file(tonekiln_home, keys, "tcp://127.0.0.1:5555", "0.1.0")
    assert json.loads(tonekiln_home.connection_file.read_text()) == {
        "endpoint": "tcp://127.0.0.1:5555",
        "server_key": keys.server.public,
        "client_public": keys.client.public,
        "client_secret": keys.client.secret,
        "pid": os.getpid(),
        "version": "0.1.0",
    }
    kept = (tonekiln_home.keys, *tonekiln_home.keys.iterdir())
    for path in (tonekiln_home.run, tonekiln_home.connection_file, *kept):
        assert not open_to_others(path)


def test_a_folder_others_may_read_is_closed(tmp_path) -> None:
    folder = tmp_path / "open"
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    make_private_folder(folder)
    assert not open_to_others(folder)


@modes
def test_a_private_file_replaces_a_readable_one(tmp_path) -> None:
    path = tmp_path / "secret"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, "new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o600)
    assert list(tmp_path.iterdir()) == [path]
