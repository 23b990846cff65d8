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
from tonekiln.protocol.errors import NotFound


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


def test_a_daemon_whose_home_was_taken_away_ends_and_sweeps_nothing_of_the_next(home) -> None:
    first = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    with first.client() as client:
        shutil.rmtree(home)
        (home / "inputs").mkdir(parents=True)
        kept = home / "inputs" / f"{'0' * 64}.wav"
        kept.write_bytes(b"of the next daemon")
        with pytest.raises(NotFound, match=r"the library .* cannot be used") as refused:
            client.generate("x", bpm=240, bars=1).result()
        assert refused.value.field == "library"
        assert any("cannot be used" in said for said in client.status().problems)
    first.process.communicate(timeout=PATIENCE_SECONDS)
    assert first.process.returncode == 0
    assert kept.exists()


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
