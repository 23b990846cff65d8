"""A real daemon, its workers and the command line under Wine."""

from __future__ import annotations

import subprocess
from pathlib import PureWindowsPath

from tests.lines import Lines
from tests.patience import PATIENCE_SECONDS
from tests.windows.conftest import Windows
from tests.windows.two_bars import TWO_BARS, check_two_bars
from tests.windows.wine import until_it_ends, windows_path


def test_it_serves_generates_and_stops(windows: Windows) -> None:
    daemon = windows.wine.start(windows.command("-m", "tonekilnd", "serve"))
    try:
        assert Lines(daemon).next("ready ").startswith("ready tcp://127.0.0.1:")
        status = windows.asked("status")
        assert PureWindowsPath(status["home"]).name == windows.home.name
        check_two_bars(windows.asked(*TWO_BARS))
        assert windows.asked("stop")["stopped"]
        _, errors = until_it_ends(daemon, PATIENCE_SECONDS)
    finally:
        _end(daemon)
    assert daemon.returncode == 0, errors
    assert "Traceback" not in errors, errors
    assert not (windows.home / "run" / "connection.json").exists()
    log = (windows.home / "run" / "daemon.log").read_text("utf-8")
    assert "not bound to the daemon" not in log
    assert '"level": "error"' not in log


def test_doctor_finds_nothing_amiss(windows: Windows) -> None:
    checks = windows.asked("doctor")["checks"]
    assert all(check["ok"] for check in checks), checks


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
        assert windows.asked("stop")["stopped"]
        until_it_ends(daemon, PATIENCE_SECONDS)
    finally:
        _end(daemon)
    assert daemon.returncode == 0


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
