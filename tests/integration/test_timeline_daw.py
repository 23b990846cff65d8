"""`tonekiln daw`, from the command line to a script that runs in a DAW's Lua."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.test_osc import Surface, free_port
from tests.running_daemon import RunningDaemon

from tonekiln.cli.main import main
from tonekiln.home import Home

LUA = shutil.which("lua5.4") or shutil.which("lua")
STAND_IN = Path(__file__).parents[1] / "unit" / "timeline" / "stand_in_reaper.lua"
SCENE = "for bar = 0, 20 do project.bars[bar + 1] = bar * 2 end"


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    main([*arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def generate(capsys: pytest.CaptureFixture[str]) -> dict:
    return run(capsys, "generate", "dusty drums", "--bpm=120", "--bars=1")["clips"][0]


@pytest.fixture
def reaper(home: Path, tmp_path: Path, capsys) -> Iterator[Path]:
    """REAPER's stand-in with the script that the command line installed; yields its folder."""
    if LUA is None:
        pytest.skip("Lua is not installed: apt-get install lua5.4")
    resources, project = tmp_path / "REAPER", tmp_path / "project"
    for folder in (resources, project):
        folder.mkdir()
    (project / "scene.lua").write_text(SCENE)
    installed = run(capsys, "daw", "install", "reaper", f"--folder={resources}")
    script = resources / "Scripts" / "Tonekiln" / "Tonekiln.lua"
    assert str(script) in installed["written"]
    process = subprocess.Popen([LUA, str(STAND_IN), str(script), str(project)])
    deadline = time.monotonic() + 20
    while not (home / "run" / "reaper" / "here").exists():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    yield project
    process.kill()
    process.wait()


def test_a_clip_goes_from_prompt_to_bar_and_its_next_take_after_it(daemon, reaper, capsys) -> None:
    roads = {row["daw"]: row for row in run(capsys, "daw", "status")["roads"]}
    assert roads["reaper"]["road"] == "open"
    clip, take = generate(capsys), generate(capsys)
    placed = run(capsys, "daw", "place", clip["clip_id"], "--at=5", "--track=Loops")
    assert (placed["road"], placed["track"], placed["bar"]) == ("reaper", "Loops", 5)
    assert placed["sample"] == 8 * 48_000
    again = run(capsys, "daw", "place", take["clip_id"], "--replacing", placed["item"])
    assert (again["item"], again["sample"]) == (placed["item"], placed["sample"])


@pytest.fixture
def surface(home: Path, with_test_engines) -> Iterator[Surface]:
    port = free_port()
    running = RunningDaemon(Home(home), ("--warm=none-yet", f"--osc={port}")).start()
    surface = Surface(port)
    yield surface
    surface.socket.close()
    running.stop()


def test_a_surface_puts_a_clip_onto_the_timeline(surface, reaper, capsys) -> None:
    clip = generate(capsys)
    surface.say("/tonekiln/place", clip["clip_id"], "5", "reaper", "Loops")
    heard = surface.hear()
    assert heard.address == "/tonekiln/placed", heard.params
    assert heard.params[:4] == [clip["clip_id"], "reaper", "Loops", 5]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nothing-like-it",), "not_found"),
        ((), "not_found"),
        ((7,), "invalid_request"),
        (("CLIP", "someday"), "invalid_request"),
        (("CLIP", "now", "cubase"), "invalid_request"),
        (("CLIP",), "not_found"),
        (("CLIP", "now", "live"), "not_found"),
    ],
)
def test_a_surface_hears_why_not(surface, capsys, arguments, code) -> None:
    clip = generate(capsys)
    told = [clip["clip_id"] if word == "CLIP" else word for word in arguments]
    surface.say("/tonekiln/place", *told)
    heard = surface.hear()
    assert (heard.address, heard.params[1]) == ("/tonekiln/error", code)


def test_no_open_road_leaves_the_clip_and_says_where(daemon, capsys) -> None:
    clip = generate(capsys)
    error = run(capsys, "daw", "place", clip["clip_id"])["error"]
    assert error["code"] == "not_found"
    assert clip["path"] in error["message"]
    assert Path(clip["path"]).exists()


def test_a_daw_that_dies_leaves_the_clip_and_says_where(daemon, home, capsys, tmp_path) -> None:
    clip = generate(capsys)
    mail = home / "run" / "ardour"
    mail.mkdir(parents=True)
    (mail / "here").write_text("daw=Ardour")
    error = run(capsys, "daw", "place", clip["clip_id"], "--daw=ardour")["error"]
    assert clip["path"] in error["message"]
    assert not (mail / "request").exists()
    assert Path(clip["path"]).exists()


def test_a_dry_run_writes_nothing(home, capsys, tmp_path) -> None:
    plan = run(capsys, "daw", "install", "live", "--dry-run", f"--folder={tmp_path / 'lib'}")
    assert {file["state"] for file in plan["files"]} == {"new"}
    assert plan["written"] == []
    assert not (tmp_path / "lib").exists()


def test_a_foreign_file_is_not_replaced_unasked_and_uninstall_cleans_up(
    home, capsys, tmp_path
) -> None:
    script = tmp_path / "Scripts" / "Tonekiln" / "Tonekiln.lua"
    script.parent.mkdir(parents=True)
    script.write_text("-- mine")
    command = ("daw", "install", "reaper", f"--folder={tmp_path}")
    assert "--yes" in run(capsys, *command)["error"]["hint"]
    assert script.read_text() == "-- mine"
    run(capsys, *command, "--yes")
    assert str(script) in run(capsys, "daw", "uninstall", "reaper")["removed"]
    assert not script.exists()
