"""Killed with -9 at any moment: no half-written clip, and an answer for every accepted job."""

from __future__ import annotations

import random
import threading

import psutil
import pytest
import soundfile
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon, library_files

from tonekiln.client.blocking import Client
from tonekiln.protocol.errors import EngineCrashed, TonekilnError
from tonekilnd.library.provenance import clip_of_file


def ask(client: Client, job: str, seed: int, engine: str = "clicks"):
    return client.generate("click track", bpm="120", bars=2, engine=engine, seed=seed, job=job)


@pytest.mark.parametrize("after_ms", [5, 20, 60, 120, 200, 350, 600, 900])
def test_a_daemon_killed_at_any_moment_answers_for_its_jobs_after_a_restart(
    daemon: RunningDaemon, after_ms: int
) -> None:
    jitter = random.Random(after_ms).uniform(0.8, 1.2)
    accepted = []
    with daemon.client(name="survivor") as client:
        for number in range(3):
            job = ask(client, f"job-{number}", number)
            job.accepted()
            accepted.append(job.id)
        threading.Event().wait(after_ms * jitter / 1000)
        daemon.kill()
    daemon.start()

    files = library_files(daemon.home)
    for path in files:
        assert path.suffix == ".wav", f"left behind: {path.name}"
        assert clip_of_file(path).frames == soundfile.info(path).frames
    with daemon.client(name="survivor") as client:
        for number, name in enumerate(accepted):
            try:
                result = ask(client, name, number).result()
            except TonekilnError as error:
                assert "ended before" in error.message
                assert error.hint
            else:
                assert result.clips[0].frames == 192_000
        assert client.search().total == len(files), "every whole file is in the index"
        assert client.status().jobs == ()
        assert ask(client, "after", 9).result().clips


def test_fifty_killed_workers_cost_a_typed_error_each_and_leak_nothing(daemon) -> None:
    with daemon.client() as client:
        ask(client, "first", 0, "slow").accepted()
        client.cancel("first")
        before = psutil.Process(daemon.process.pid).num_fds()
        for cycle in range(50):
            job = ask(client, f"slow-{cycle}", cycle, "slow")
            for event in job:
                if getattr(event, "state", None) == "generating":
                    break
            worker = next(e for e in client.status().warm if e.engine == "slow")
            psutil.Process(worker.worker_pid).kill()
            with pytest.raises(EngineCrashed):
                job.result()
        assert ask(client, "next", 1).result().clips
        client.unload("clicks")
        client.unload("slow")
        assert len(daemon.processes()) == 1
        assert psutil.Process(daemon.process.pid).num_fds() <= before + 2


def test_a_client_that_went_away_finds_its_clip_when_it_comes_back(daemon) -> None:
    with daemon.client(name="roaming") as client:
        ask(client, "left-behind", 1).accepted()
    with daemon.client(name="other") as other:
        ask(other, "later", 2).result()  # same engine: by now the first job has ended
    with daemon.client(name="roaming") as client:
        assert ask(client, "left-behind", 1).result().clips


def test_sigterm_ends_everything_and_takes_the_connection_file_along(daemon) -> None:
    with daemon.client() as client:
        ask(client, "running", 1, "slow").accepted()
    processes = daemon.processes()
    assert daemon.stop() == 0
    assert not psutil.wait_procs(processes, PATIENCE_SECONDS)[1]
    assert not daemon.home.connection_file.exists()


def test_one_daemon_a_home(daemon) -> None:
    second = RunningDaemon(daemon.home)
    with pytest.raises(AssertionError, match="runs already"):
        second.start()
    assert second.process is not None
    assert second.process.wait(PATIENCE_SECONDS) == 3
    with daemon.client() as client:
        assert client.ping()


def test_an_idle_daemon_ends_itself(home, with_test_engines) -> None:
    from tonekiln.home import Home

    running = RunningDaemon(Home(home), ("--warm=none-yet", "--exit-when-idle=0.5")).start()
    assert running.process is not None
    assert running.process.wait(PATIENCE_SECONDS) == 0
    running.stop()
