"""Clients whose daemon is killed under them and replaced: every job still gets its answer."""

from __future__ import annotations

import asyncio

import pytest
from tests.running_daemon import RunningDaemon

from tonekiln.client.asynchronous import AsyncClient
from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol import JobState, Progress
from tonekiln.protocol.errors import DaemonUnreachable, TonekilnError

PATIENCE_SECONDS = 30.0


@pytest.fixture
def successor(daemon: RunningDaemon):
    """Kills the daemon as a crash would and starts the next one of the same home."""
    started: list[RunningDaemon] = []

    def replace() -> RunningDaemon:
        daemon.kill()
        started.append(RunningDaemon(daemon.home, daemon.flags).start())
        return started[0]

    yield replace
    for running in started:
        running.stop()


def test_a_job_under_way_is_answered_by_the_successor(daemon, successor) -> None:
    with Client(daemon.home, timeout=PATIENCE_SECONDS) as client:
        job = client.generate("x", bpm=120, bars=1, engine="slow")
        wait_until_generating(job)
        replacement = successor()
        with pytest.raises(TonekilnError) as reason:
            job.result()
        assert not isinstance(reason.value, DaemonUnreachable)
        assert reason.value.message
        made = client.generate("x", bpm=120, bars=1, engine="clicks").result()
        assert len(made.clips) == 1
        assert client.status().pid == replacement.process.pid


def test_a_request_of_the_time_between_is_made_by_the_successor(daemon, successor) -> None:
    with Client(daemon.home, timeout=PATIENCE_SECONDS) as client:
        replacement = successor()
        made = client.generate("x", bpm=120, bars=1, engine="clicks").result()
        assert len(made.clips) == 1
        assert client.status().pid == replacement.process.pid


def test_a_finished_job_asked_for_again_gives_the_same_clips(daemon, successor) -> None:
    request = {"bpm": 120, "bars": 1, "engine": "clicks", "seed": 1, "job": "take-one"}
    with Client(daemon.home) as client:
        first = client.generate("x", **request).result()
    successor()
    with Client(daemon.home) as client:
        again = client.generate("x", **request).result()
        assert again.clips == first.clips
        assert client.search().total == 1


def test_several_jobs_of_one_asyncio_client_all_end(daemon, successor) -> None:
    async def ask(home: Home) -> list[object]:
        async with AsyncClient(home, timeout=PATIENCE_SECONDS) as client:
            slow = await client.generate("x", bpm=120, bars=1, engine="slow")
            await slow.accepted()
            await asyncio.to_thread(successor)
            quick = [
                await client.generate("x", bpm=120, bars=1, engine="clicks", seed=seed)
                for seed in (1, 2)
            ]
            jobs = [job.result() for job in (slow, *quick)]
            return await asyncio.gather(*jobs, return_exceptions=True)

    slow, *quick = asyncio.run(ask(daemon.home))
    assert isinstance(slow, TonekilnError)
    assert [len(result.clips) for result in quick] == [1, 1]


def wait_until_generating(job) -> None:
    for event in job:
        if isinstance(event, Progress) and event.state == JobState.GENERATING:
            return
