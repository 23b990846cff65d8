"""The setting `interpreters`: a family's workers run under a Python of their own."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.running_daemon import RunningDaemon

from tonekiln.home import Home


def test_a_familys_worker_runs_under_its_own_python(
    home: Path, with_test_engines: None, tmp_path: Path
) -> None:
    ran = tmp_path / "ran"
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$@" >> {ran}\nexec {sys.executable} "$@"\n')
    python.chmod(0o755)
    home.mkdir()
    (home / "config.toml").write_text(f'[interpreters]\nfor-tests = "{python}"\n')
    running = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    try:
        with running.client() as client:
            for engine in ("clicks", "sketch"):
                assert client.generate("x", bpm="120", bars=1, engine=engine).result().clips
    finally:
        running.stop()
    started = [line for line in ran.read_text().splitlines() if " worker " in line]
    assert len(started) == 1
    assert " worker clicks --device=cpu " in started[0]
