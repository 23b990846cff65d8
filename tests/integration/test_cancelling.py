"""Jobs that are cancelled: running, loading, waiting, one of a batch."""

from __future__ import annotations

import psutil
import pytest
from tests.integration.click_track import clicks
from tests.integration.stopping import cancel_once_generating
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon

from tonekiln.protocol import JobState, Progress
from tonekiln.protocol.errors import Busy, Cancelled, NotFound


class TestCancel:
    def test_a_running_job_stops_and_its_engine_serves_on(self, client) -> None:
        job = clicks(client, engine="slow")
        cancel_once_generating(client, job)
        warm = {engine.engine for engine in client.status().warm}
        assert "slow" in warm

    def test_the_last_to_leave_a_loading_engine_ends_its_loading(self, client, daemon) -> None:
        jobs = [clicks(client, engine="heavy", seed=seed) for seed in (1, 2)]
        for event in jobs[0]:
            if isinstance(event, Progress) and event.state is JobState.LOADING:
                break
        for job in jobs:
            assert client.cancel(job.id)
            with pytest.raises(Cancelled):
                job.result()
        psutil.wait_procs(daemon.processes()[1:], timeout=PATIENCE_SECONDS)
        assert len(daemon.processes()) == 1, "the loading worker stayed"
        assert client.unload("heavy").readiness == "on_disk"
        assert clicks(client).result().clips

    def test_a_waiting_job_never_begins(self, client) -> None:
        first, second = clicks(client, engine="slow"), clicks(client, engine="slow", seed=2)
        assert client.cancel(second.id)
        with pytest.raises(Cancelled, match="before it began"):
            second.result()
        client.cancel(first.id)
        with pytest.raises(Cancelled):
            first.result()

    def test_one_of_a_batch_leaves_and_the_others_stay(self, client) -> None:
        blocker = clicks(client, engine="slow", bars=2)
        jobs = [clicks(client, engine="slow", seed=seed) for seed in (1, 2, 3)]
        client.cancel(blocker.id)
        for event in jobs[0]:
            if isinstance(event, Progress) and event.state is JobState.GENERATING:
                break
        states = {row.job: row.state for row in client.status().jobs}
        assert [states[job.id] for job in jobs] == [JobState.GENERATING] * 3, "one batch"
        assert client.cancel(jobs[1].id)
        with pytest.raises(Cancelled):
            jobs[1].result()
        assert {row.job for row in client.status().jobs} == {jobs[0].id, jobs[2].id}
        client.cancel(jobs[0].id)
        client.cancel(jobs[2].id)
        for job in (jobs[0], jobs[2]):
            with pytest.raises(Cancelled):
                job.result()
        assert clicks(client, engine="clicks").result().clips

    def test_clips_of_a_batch_are_the_ones_each_asked_for(self, client) -> None:
        blocker = clicks(client, engine="clicks", bars=8, seed=9)
        jobs = [clicks(client, seed=seed, variations=2) for seed in (1, 2)]
        together = [[clip.seed for clip in job.result().clips] for job in jobs]
        blocker.result()
        alone = [
            [clip.seed for clip in clicks(client, seed=seed, variations=2).result().clips]
            for seed in (1, 2)
        ]
        assert together == alone
        digests = {clip.audio_sha256 for job in jobs for clip in job.result().clips}
        assert len(digests) == 4

    def test_an_unknown_job_is_not_found_an_ended_one_is_not_stopped(self, client) -> None:
        with pytest.raises(NotFound):
            client.cancel("never-was")
        job = clicks(client)
        job.result()
        assert not client.cancel(job.id)

    def test_a_full_queue_is_busy(self, home, with_test_engines, daemon) -> None:
        daemon.stop()
        small = RunningDaemon(daemon.home, ("--warm=none-yet", "--queue-limit=2")).start()
        try:
            with small.client() as client:
                jobs = [clicks(client, engine="slow", seed=n) for n in range(6)]
                outcomes = []
                for job in jobs:
                    try:
                        job.accepted()
                    except Busy as busy:
                        outcomes.append(busy.hint)
                assert len(outcomes) >= 3
        finally:
            small.stop()
