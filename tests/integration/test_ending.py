"""What a daemon leaves behind, and does not take from another."""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home


def test_a_daemon_takes_nothing_from_the_one_of_a_home_made_anew(home) -> None:
    first = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    shutil.rmtree(home)
    second = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    first.stop()
    try:
        facts = json.loads((home / "run" / "connection.json").read_text())
        assert facts["pid"] == second.process.pid
        with second.client() as client:
            assert client.ping()
    finally:
        assert second.stop() == 0
    assert not (home / "run" / "connection.json").exists()


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently there")
def test_a_daemon_whose_output_nobody_reads_serves_all_the_same(home) -> None:
    daemon = RunningDaemon(Home(home), ("--warm=none-yet",))
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(
        [*daemon.command(), *daemon.flags], stdout=writer, stderr=subprocess.PIPE, text=True
    )
    os.close(writer)
    try:
        while not (home / "run" / "connection.json").exists():
            assert process.poll() is None, process.communicate()[1]
            with_patience(process)
        with daemon.client() as client:
            assert client.ping()
    finally:
        process.terminate()
        words = process.communicate(timeout=PATIENCE_SECONDS)[1]
    assert "Traceback" not in words


def with_patience(process: subprocess.Popen[str]) -> None:
    try:
        process.wait(0.05)
    except subprocess.TimeoutExpired:
        return
