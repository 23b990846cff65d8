"""A real daemon, its workers and the command line under Wine."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path, PureWindowsPath

import soundfile
from tests.ended import Ended
from tests.lines import Lines
from tests.patience import PATIENCE_SECONDS
from tests.windows.conftest import Windows
from tests.windows.wine import until_it_ends, windows_path

_LOOP = ("generate", "dusty lo-fi drums", "--bpm", "120", "--bars", "2", "--json")


def test_it_serves_generates_and_stops(windows: Windows) -> None:
    daemon = windows.wine.start(windows.command("-m", "tonekilnd", "serve"))
    try:
        assert Lines(daemon).next("ready ").startswith("ready tcp://127.0.0.1:")
        status = _document(windows.tonekiln("status", "--json"))
        assert PureWindowsPath(status["home"]).name == windows.home.name
        _check_two_bars(_document(windows.tonekiln(*_LOOP)))
        assert _document(windows.tonekiln("stop", "--json"))["stopped"]
        _, errors = until_it_ends(daemon, PATIENCE_SECONDS)
    finally:
        _end(daemon)
    assert daemon.returncode == 0, errors
    assert "Traceback" not in errors, errors
    assert not (windows.home / "run" / "connection.json").exists()
    log = (windows.home / "run" / "daemon.log").read_text("utf-8")
    assert "not bound to the daemon" not in log
    assert '"level": "error"' not in log


def test_the_command_line_starts_one_that_outlives_it(windows: Windows) -> None:
    _check_two_bars(_document(windows.tonekiln(*_LOOP)))
    status = _document(windows.tonekiln("status", "--json"))
    assert status["clips"] == 1
    assert json.loads((windows.home / "install.json").read_text("utf-8"))["python"].endswith(
        "python.exe"
    )
    assert _document(windows.tonekiln("stop", "--json"))["stopped"]


def test_doctor_finds_nothing_amiss(windows: Windows) -> None:
    ended = windows.tonekiln("doctor", "--json")
    assert ended.status == 0, ended
    assert all(check["ok"] for check in _document(ended)["checks"]), ended.out


def test_a_home_whose_clips_no_daw_could_open_is_refused(windows: Windows) -> None:
    deep = windows.home / ("tief" * 40)
    ended = windows.wine.run(
        windows.command("-m", "tonekilnd", "serve", "--home", windows_path(deep))
    )
    assert ended.status == 1
    assert "too long" in ended.errors
    assert not deep.exists()


_WITHOUT_STREAMS = """
import sys
sys.stdin = sys.stdout = sys.stderr = None
from tonekilnd.__main__ import main
sys.exit(main(["serve"]))
"""


def test_it_serves_whoever_gives_it_no_streams(windows: Windows) -> None:
    """As a plugin does; the interpreter's own streams are there, since Wine gives them anyway."""
    daemon = windows.wine.start(windows.command("-c", _WITHOUT_STREAMS))
    try:
        # It counts as the home's daemon, so none is started beside it.
        _wait_for_its_log(windows, daemon)
        assert _document(windows.tonekiln("stop", "--json"))["stopped"]
        until_it_ends(daemon, PATIENCE_SECONDS)
    finally:
        _end(daemon)
    assert daemon.returncode == 0


_PLAYED = """
from tonekiln import Client
from tonekiln.protocol import SearchClips
from tonekiln.protocol.errors import TonekilnError

with Client() as client:
    (clip,) = client.search(SearchClips()).clips
    with open(clip.path, "rb"):
        try:
            client.remove(clip.clip_id)
        except TonekilnError as error:
            print("held open by another program" in error.message)
    print(client.search(SearchClips()).total)
    client.remove(clip.clip_id)
    print(client.search(SearchClips()).total)
"""


def test_a_clip_that_a_daw_plays_is_not_removed_and_that_is_said(windows: Windows) -> None:
    _document(windows.tonekiln(*_LOOP))
    ended = windows.script(_PLAYED)
    assert ended.out.split() == ["True", "1", "0"], ended
    assert _document(windows.tonekiln("stop", "--json"))["stopped"]


_ASK = """
import asyncio, sys
from tonekiln import AsyncClient

async def main():
    async with AsyncClient() as client:
        result = await (await client.generate("warm pad", bpm=120, bars=1)).result()
        print(len(result.clips), type(asyncio.get_running_loop()).__name__)

asyncio.run(main())
"""


def test_the_client_for_asyncio_works_in_a_loop_of_the_user_s(windows: Windows) -> None:
    _document(windows.tonekiln(*_LOOP))
    ended = windows.script(_ASK)
    assert ended.out.split() == ["1", "ProactorEventLoop"], ended
    assert _document(windows.tonekiln("stop", "--json"))["stopped"]


def _check_two_bars(answer: dict) -> None:
    (clip,) = answer["clips"]
    path = PureWindowsPath(clip["path"])
    assert path.drive == "Z:"
    sound = soundfile.info(Path("/", *path.parts[1:]))
    assert sound.frames == 2 * 4 * sound.samplerate // 2  # two bars of four half seconds


def _document(ended: Ended) -> dict:
    assert ended.status == 0, ended
    return json.loads(ended.out)


def _wait_for_its_log(windows: Windows, daemon: subprocess.Popen[bytes]) -> None:
    while not (windows.home / "run" / "connection.json").exists():
        try:
            until_it_ends(daemon, 1)
        except subprocess.TimeoutExpired:
            continue
        raise AssertionError(f"it ended with {daemon.returncode}")


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        assert pipe is not None
        pipe.close()
