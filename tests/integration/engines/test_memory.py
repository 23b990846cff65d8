"""Memory that runs out: everything else goes, one more try, then what would fit."""

from __future__ import annotations

import pytest
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.protocol.errors import OutOfMemory
from tonekilnd.engines.worker.child import as_typed


def ask(client: Client, engine: str):
    return client.generate("click track", bpm="120", bars=1, engine=engine, seed=1)


def test_what_is_idle_makes_room_and_the_job_is_tried_once_more(daemon: RunningDaemon) -> None:
    with daemon.client() as client:
        ask(client, "clicks").result()
        assert ask(client, "greedy").result().clips
        assert [engine.engine for engine in client.status().warm] == ["greedy"]


def test_what_is_pinned_makes_no_room_and_the_error_names_what_would_fit(
    daemon: RunningDaemon,
) -> None:
    with daemon.client() as client:
        client.pin("clicks")
        with pytest.raises(OutOfMemory, match="does not fit"):
            ask(client, "greedy").result()
        with pytest.raises(OutOfMemory) as refused:
            ask(client, "hungry").result()
        assert "would fit: " in refused.value.hint
        assert "clicks" in refused.value.hint
        assert {engine.engine for engine in client.status().warm} >= {"clicks"}


def test_a_budget_too_small_for_an_engine_is_said_before_anything_starts(
    home, with_test_engines
) -> None:
    from tonekiln.home import Home

    flags = ("--warm=none-yet", f"--memory-budget-bytes={60 * 2**20}")
    running = RunningDaemon(Home(home), flags).start()
    try:
        with running.client() as client:
            with pytest.raises(OutOfMemory, match="memory_budget_bytes") as refused:
                ask(client, "hungry").result()
            assert "would fit: " in refused.value.hint
            assert len(running.processes()) == 1
    finally:
        running.stop()


def test_torch_says_on_a_cpu_that_memory_ran_out() -> None:
    torch = pytest.importorskip("torch", reason="the model libraries are not installed")
    with pytest.raises(RuntimeError) as ran_out:
        torch.empty(2**55)
    assert isinstance(as_typed(ran_out.value), OutOfMemory)
    assert not isinstance(as_typed(RuntimeError("shapes do not match")), OutOfMemory)
