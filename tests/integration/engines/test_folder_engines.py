"""Engines on weights in a folder: read once beside the event loop, and gone when they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.client.blocking_jobs import Job
from tonekiln.protocol import JobState, Progress
from tonekiln.protocol.errors import Cancelled, EngineUnavailable, UnknownEngine


@pytest.fixture
def unread(tmp_path: Path) -> Path:
    """Weights that can be read to their end only when the test writes them."""
    path = tmp_path / "weights"
    os.mkfifo(path)
    return path


def ask(client: Client, engine: str, **options) -> Job:
    return client.generate("click track", bpm="120", bars=1, engine=engine, seed=1, **options)


def test_the_daemon_answers_while_weights_are_read(daemon: RunningDaemon, unread: Path) -> None:
    with daemon.client(name="one") as client, daemon.client(name="two") as other:
        ask(other, f"folder:{unread}", job="waits")
        assert other.ping()
        waiting = ask(client, f"folder:{unread}", job="waits")
        assert client.ping()
        assert ask(client, "clicks").result().clips
        assert client.status().jobs == ()
        unread.write_bytes(b"weights")
        assert waiting.result().clips
        assert client.search().total == 2
        listed = {row.name for row in client.engines().engines}
        assert f"folder:{unread}" in listed


def test_a_request_is_cancelled_while_its_weights_are_read(
    daemon: RunningDaemon, unread: Path
) -> None:
    with daemon.client() as client:
        waiting = ask(client, f"folder:{unread}", job="unwanted")
        assert client.cancel("unwanted")
        unread.write_bytes(b"weights")
        with pytest.raises(Cancelled):
            waiting.result()
        assert ask(client, f"folder:{unread}").result().clips


def test_a_daemon_stops_while_weights_are_read(daemon: RunningDaemon, unread: Path) -> None:
    with daemon.client() as client:
        ask(client, f"folder:{unread}")
        assert client.ping()
        assert daemon.stop() == 0


def test_a_folder_without_weights_is_said(daemon: RunningDaemon, tmp_path: Path) -> None:
    with daemon.client() as client:
        with pytest.raises(EngineUnavailable, match="no-such-folder"):
            ask(client, f"folder:{tmp_path}/no-such-folder").result()
        with pytest.raises(UnknownEngine):
            ask(client, "nobody:/knows").result()
        assert client.ping()


def test_an_engine_that_goes_before_its_job_starts_is_answered_for(
    daemon: RunningDaemon, tmp_path: Path
) -> None:
    weights = tmp_path / "weights"
    weights.write_bytes(b"weights")
    with daemon.client() as client:
        ask(client, f"folder:{weights}").result()
        running = [ask(client, "slow"), ask(client, "stuck")]
        for job in running:
            _wait_until_generating(job)
        waiting = ask(client, f"folder:{weights}")
        assert waiting.accepted().job
        for record in (daemon.home.root / "checkpoints").glob("*.test"):
            record.unlink()
        weights.unlink()
        running[0].cancel()
        with pytest.raises(EngineUnavailable) as answered:
            waiting.result()
        assert str(weights) in answered.value.message
        running[1].cancel()
        assert ask(client, "clicks").result().clips


def _wait_until_generating(job: Job) -> None:
    for event in job:
        if isinstance(event, Progress) and event.state is JobState.GENERATING:
            return
