"""A drive that has stopped answering holds up who asked for it, and nobody else."""

from __future__ import annotations

import asyncio
import os
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from tests.conftest import ENGINES_FOR_TESTS
from tests.foreign_files import noise, sound
from tests.patience import PATIENCE_SECONDS

from tonekiln.home import Home
from tonekiln.protocol import Generate, InputAudio
from tonekiln.protocol.errors import Busy, Cancelled
from tonekilnd.config import Settings
from tonekilnd.jobs import arrivals
from tonekilnd.wiring import engines_of, jobs_on, kept_in


@pytest.fixture
def desk(home, monkeypatch):
    """Half a daemon, whose jobs wait for ever."""
    monkeypatch.syspath_prepend(str(ENGINES_FOR_TESTS))
    settings = Settings(warm=[], running_limit=0)  # nothing is made, only accepted
    kept = kept_in(Home(home), settings)
    engines = engines_of(Home(home), settings)
    engines.catalogue.look()
    jobs = jobs_on(kept, engines, settings, lambda _client, _letter: True)
    yield jobs
    jobs.threads.shutdown()
    kept.database.close()


@pytest.fixture
def stuck(tmp_path, monkeypatch):
    """A file on a drive that does not answer until it is told to."""
    path = tmp_path / "nas.wav"
    path.write_bytes(sound(noise(4000)))
    mounted, loop = threading.Event(), threading.current_thread()

    def wait_for(asked: object) -> None:
        if isinstance(asked, (str, Path)) and Path(asked) == path:
            assert threading.current_thread() is not loop, "the event loop waits for a drive"
            assert mounted.wait(PATIENCE_SECONDS)

    def slowed(call):
        return lambda at, *more, **named: (wait_for(at), call(at, *more, **named))[1]

    for name in ("stat", "open", "lstat"):
        monkeypatch.setattr(os, name, slowed(getattr(os, name)))
    yield path, mounted
    mounted.set()


def asked(path: Path) -> Generate:
    given = InputAudio(path=str(path))
    return Generate(bpm=Decimal(120), bars=1, engine="listener", init=given, strength=0.5, seed=1)


def test_its_request_waits_and_others_are_taken(desk, stuck) -> None:
    path, mounted = stuck

    async def ask() -> None:
        assert desk.intake.must_read(asked(path))
        taking = asyncio.ensure_future(desk.intake.take_after_reading(asked(path), "a", b"c"))
        other = asyncio.ensure_future(desk.intake.take_after_reading(asked(path), "b", b"c"))
        await asyncio.sleep(0)
        simple = Generate(bpm=Decimal(120), bars=1, engine="clicks", seed=1)
        assert not desk.intake.must_read(simple)
        assert desk.intake.take(simple, "simple", b"c").job == "simple"
        assert desk.intake.cancel("b").stopped
        mounted.set()
        assert (await taking).job == "a"
        with pytest.raises(Cancelled):
            await other
        await desk.scheduler.close()

    asyncio.run(ask())


def test_so_many_wait_for_it_and_no_more(desk, stuck, monkeypatch) -> None:
    path, mounted = stuck
    monkeypatch.setattr(arrivals, "MOST_ARRIVING", 3)

    async def ask() -> None:
        taking = [desk.intake.take_after_reading(asked(path), f"{n}", b"c") for n in range(3)]
        with pytest.raises(Busy, match="being read already"):
            desk.intake.take_after_reading(asked(path), "more", b"c")
        mounted.set()
        assert {one.job for one in await asyncio.gather(*taking)} == {"0", "1", "2"}
        assert (await desk.intake.take_after_reading(asked(path), "more", b"c")).job == "more"
        await desk.scheduler.close()

    asyncio.run(ask())
