"""Libraries in an environment of their own: uv, wheels, trial, switch and worker are real."""

from __future__ import annotations

import os
import random
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.integration.models import getting_daemon
from tests.integration.models.getting_engines import ENGINE, FLAGS, LICENCE, clip_of, states
from tests.integration.models.test_models_pull import repos_of
from tests.tiny_checkpoints import hub
from tests.tiny_checkpoints.stand_in_hub import StandInHub, serving

from tonekiln.home import Home
from tonekiln.protocol import EngineJobState, Readiness
from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.libraries import environment
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.environments import current, folder_of_environments

TINY = getting_daemon.TINY


class Tiny(RunningDaemon):
    """The daemon of `getting_daemon.py`."""

    def command(self) -> list[str]:
        return getting_daemon.command(self.home.root)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder of wheels and weights, as somebody carries it to a machine without network."""
    folder = tmp_path / "stick"
    wheel = getting_daemon.write_wheel(folder / "wheels", "1.0")
    getting_daemon.write_requirements(tmp_path / "requirements", wheel)
    weights = folder / "weights" / ENGINE
    shutil.copytree(hub.folder_of(row_of(ENGINE)), weights)
    return folder


@pytest.fixture
def start(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable]:
    """Starts a daemon that lacks the tiny library."""
    started: list[RunningDaemon] = []

    def begin(url: str = "http://127.0.0.1:9") -> RunningDaemon:
        for name, value in getting_daemon.hub_environment(tmp_path, url).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv(getting_daemon.REQUIREMENTS, str(tmp_path / "requirements"))
        started.append(Tiny(Home(home), FLAGS).start())
        return started[-1]

    yield begin
    for running in started:
        running.stop()


def version_in_use(home: Path) -> str:
    folder = folder_of_environments(home) / current(home).folder
    return (folder / TINY / "__init__.py").read_text()


def test_a_folder_of_wheels_and_weights_is_enough_without_network(start, stick, home) -> None:
    running = start()
    with running.client(timeout=PATIENCE_SECONDS) as client:
        row = next(row for row in client.engines().engines if row.name == ENGINE)
        assert row.readiness is Readiness.TO_INSTALL
        assert row.libraries_bytes > 0
        getting = client.get_engine(ENGINE, licence=LICENCE, folder=stick)
        seen = states(getting)
        assert EngineJobState.TRYING in seen
        assert seen.index(EngineJobState.LIBRARIES) < seen.index(EngineJobState.WEIGHTS)
        assert getting.result().engine.readiness is Readiness.ON_DISK
        assert "1.0" in version_in_use(home)
        assert client.remove_engine(ENGINE, libraries=True).freed_bytes > 0
        assert current(home).folder == ""
    assert (stick / "weights" / ENGINE / "config.json").exists()


def test_what_does_not_work_here_is_never_taken(start, stick, home, tmp_path) -> None:
    running = start()
    with running.client(timeout=PATIENCE_SECONDS) as client:
        client.get_engine(folder=stick).result()
        good = current(home)
        wheel = getting_daemon.write_wheel(
            stick / "wheels", "2.0", "raise SystemExit('no such instruction')\n"
        )
        getting_daemon.write_requirements(tmp_path / "requirements", wheel)
        with pytest.raises(EngineUnavailable, match="no such instruction"):
            client.get_engine(folder=stick).result()
        assert current(home) == good
        wheel = getting_daemon.write_wheel(stick / "wheels", "3.0")
        getting_daemon.write_requirements(tmp_path / "requirements", wheel)
        client.get_engine(folder=stick).result()
        assert "3.0" in version_in_use(home)
        assert current(home).before == good.folder
        environment.go_back(home)
        assert "1.0" in version_in_use(home)
        row = next(row for row in client.engines().engines if row.name == ENGINE)
        assert row.readiness is Readiness.TO_PULL
        left = {path.name for path in folder_of_environments(home).iterdir()}
        assert left == {"current.json", current(home).folder, current(home).before}


def test_a_wheel_that_was_changed_is_refused(start, stick, home) -> None:
    running = start()
    getting_daemon.write_wheel(stick / "wheels", "1.0", "print('another')\n")
    refused = pytest.raises(EngineUnavailable, match="could not be brought")
    with running.client(timeout=PATIENCE_SECONDS) as client, refused:
        client.get_engine(folder=stick).result()
    assert current(home).folder == ""


KILLS = int(os.environ.get("TONEKILN_KILL_GETS", "3"))
"""`make kill-gets` has twenty."""


def test_from_get_to_a_clip_killed_at_random_moments_and_never_half_there(
    start, stick, home, monkeypatch
) -> None:
    """The daemon is killed while it gets an engine, then started: the job goes on by itself."""
    monkeypatch.setenv("UV_FIND_LINKS", str(stick / "wheels"))
    monkeypatch.setenv("UV_NO_INDEX", "1")
    with serving(StandInHub(repos_of(ENGINE), piece_seconds=0.005)) as served:
        running = start(served.url)
        for seed in range(KILLS):
            draw = random.Random(seed)
            words, seconds = draw.randint(0, 5), 4 * draw.random()
            job = f"killed-{seed}"
            with running.client(name="me", timeout=PATIENCE_SECONDS) as client:
                getting = client.get_engine(ENGINE, licence=LICENCE, job=job)
                getting.accepted()
                for _ in zip(range(words), getting, strict=False):
                    pass
                threading.Event().wait(seconds)  # a random moment is what is wanted
            running.kill()
            if current(home).folder:
                assert "1.0" in version_in_use(home)
            if (recorded := Store(home).find(ENGINE)) is not None:
                recorded.check()
            running.start()
            with running.client(name="me", timeout=PATIENCE_SECONDS) as client:
                again = client.get_engine(ENGINE, licence=LICENCE, job=job)
                assert again.result().engine.readiness is Readiness.ON_DISK, seed
                if seed + 1 < KILLS:
                    client.remove_engine(ENGINE, libraries=True)
                else:
                    assert clip_of(client).exists()
                    worker = next(p for p in running.processes() if ENGINE in p.cmdline())
                    assert str(folder_of_environments(home)) in " ".join(worker.cmdline())
