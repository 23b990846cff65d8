"""`tonekiln update` with a real daemon beside it, and a server on this machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.running_daemon import RunningDaemon
from tests.standing_in_plugin import StandInPlugin
from tests.unit.update.serving import MANIFEST, Server, serving
from tests.unit.update.signing import INSTALLER, key_setting, said, signed

import tonekiln
from tonekiln.cli.checks.check import Check
from tonekiln.cli.checks.updates import update_checks
from tonekiln.cli.main import main
from tonekiln.home import Home


@pytest.fixture
def server(daemon: RunningDaemon, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with serving() as running:
        monkeypatch.setenv("TONEKILN_UPDATE_ADDRESS", running.address)
        monkeypatch.setenv("TONEKILN_UPDATE_KEY", key_setting())
        monkeypatch.setattr("tonekiln.update.offer.sys.platform", "linux")
        yield running


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    main(["update", *arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def checks(settings: dict, home: Path) -> list[Check]:
    rows = [{"name": name, "value": value} for name, value in settings.items()]
    return list(update_checks(Home(home), rows))


def test_it_looks_when_asked_and_fetches_when_asked(server, home, monkeypatch, capsys) -> None:
    looked = run(capsys)
    assert (looked["offered"], looked["file"]) == ("9.0.0", None)
    done = run(capsys, "--download")
    assert Path(done["file"]).read_bytes() == INSTALLER
    assert Path(done["file"]).parent == home / "updates"
    assert "apt install" in done["install"]
    server.content[MANIFEST] = signed(said(version="8.0.0"))
    assert run(capsys)["error"]["field"] == "version"
    monkeypatch.delenv("TONEKILN_UPDATE_ADDRESS")
    asked = list(server.asked)
    assert run(capsys)["error"]["field"] == "update_address"
    assert server.asked == asked


def test_the_version_that_runs_is_the_newest(server, capsys) -> None:
    server.content[MANIFEST] = signed(said(version=tonekiln.__version__))
    assert run(capsys, "--download")["file"] is None
    assert server.asked == [MANIFEST]


def test_neither_a_show_nor_a_plugin_is_disturbed_and_the_doctor_asks_first(
    server, daemon, home, capsys
) -> None:
    settings = {"update_address": server.address, "update_key": key_setting()}
    assert checks(settings | {"update_looks": False}, home) == []
    allowed = settings | {"update_looks": True}
    (check,) = checks(allowed, home)
    assert (check.ok, check.detail) == (True, "9.0.0 is there")
    (check,) = checks(allowed, home / "without-a-daemon")
    assert check.detail.startswith("not looked for")
    with daemon.client() as client:
        clip = client.generate("clicks", bpm="120", bars=1, engine="clicks").result().clips[0]
        client.mark(clip.clip_id, pinned=True)
    assert "pinned" in run(capsys)["error"]["message"]
    plugin = StandInPlugin(daemon.home, "REAPER")
    assert "connected" in run(capsys)["error"]["message"]
    (check,) = checks(allowed, home)
    assert check.detail.startswith("not looked for")
    plugin.close()
    assert server.asked == [MANIFEST]
