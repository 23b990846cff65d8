"""What `doctor` looks at where no daemon runs."""

import re
import shutil
from types import SimpleNamespace

import pytest

from tonekiln.cli.checks import all_checks
from tonekiln.home import Home


@pytest.fixture
def home(tmp_path):
    return Home(tmp_path / "home")


def bad(home, settings=()):
    return {check.name: check for check in all_checks(home, settings) if not check.ok}


def test_a_fresh_machine_is_well(home):
    assert bad(home) == {}


def test_a_full_disk_is_not(home, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=1000))
    assert set(bad(home)) == {"home", "library"}


def test_the_library_is_looked_for_where_the_settings_say(home, tmp_path):
    checks = all_checks(home, [{"name": "library", "value": str(tmp_path / "clips")}])
    library = next(check for check in checks if check.name == "library")
    assert str(tmp_path / "clips") in library.detail


def test_a_connection_file_left_behind_names_the_way_out(home):
    home.run.mkdir(parents=True, mode=0o700)
    home.connection_file.write_text("{}")
    home.connection_file.chmod(0o600)
    found = bad(home)["daemon"]
    assert "damaged" in found.detail
    assert found.fix.startswith(("rm ", "del "))


def test_a_package_that_cannot_be_imported_names_the_way_out(home, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "soundfile", None)
    assert re.search("libsndfile|pip install", bad(home)["soundfile"].fix)
