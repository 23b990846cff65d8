from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from tests.example_engines import facts_of
from tests.patience import PATIENCE_SECONDS

from tonekiln.protocol import Readiness
from tonekiln.protocol.errors import UnknownEngine
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.engines.catalogue.registry import EngineRegistry
from tonekilnd.engines.contract import EngineSettings


class Slow:
    """One engine on a disk that answers when it is told to, and never on the loop's thread."""

    def __init__(self) -> None:
        self.answers = threading.Event()
        self.begun = asyncio.Semaphore(0)
        self.looks = 0
        self._loop = asyncio.get_running_loop()

    def describe(self, _settings: EngineSettings):
        assert threading.current_thread() is not threading.main_thread()
        self._loop.call_soon_threadsafe(self.begun.release)
        assert self.answers.wait(PATIENCE_SECONDS)
        self.looks += 1
        return [facts_of("toy", checkpoint=str(self.looks))]


class Family:
    """One engine, as its files say."""

    def __init__(self) -> None:
        self.checkpoint = "1"
        self.readiness = Readiness.ON_DISK
        self.looks = 0

    def describe(self, _settings: EngineSettings):
        self.looks += 1
        return [facts_of("toy", checkpoint=self.checkpoint, readiness=self.readiness)]


def catalogue_of(family: Family, home: Path) -> EngineCatalogue:
    return EngineCatalogue(EngineRegistry({"toys": family}), EngineSettings(home=home))


def test_what_is_ready_is_looked_at_once(tmp_path: Path) -> None:
    family = Family()
    catalogue = catalogue_of(family, tmp_path)
    for _ in range(3):
        assert catalogue.find("toy").checkpoint == "1"
    assert family.looks == 1


def test_what_is_not_ready_is_looked_at_again(tmp_path: Path) -> None:
    family = Family()
    family.readiness = Readiness.TO_INSTALL
    catalogue = catalogue_of(family, tmp_path)

    async def ask() -> Readiness:
        return (await catalogue.read("toy")).readiness

    assert asyncio.run(ask()) is Readiness.TO_INSTALL
    family.readiness = Readiness.ON_DISK
    assert asyncio.run(ask()) is Readiness.ON_DISK
    assert catalogue.find("toy").readiness is Readiness.ON_DISK


def test_what_pull_and_tune_write_is_noticed(tmp_path: Path) -> None:
    family = Family()
    catalogue = catalogue_of(family, tmp_path)
    catalogue.find("toy")
    for folder in ("checkpoints", "tuned"):
        family.checkpoint = folder
        (tmp_path / folder).mkdir()
        assert catalogue.find("toy").checkpoint == folder


def test_a_name_that_none_has_is_looked_for_beside_the_loop(tmp_path: Path) -> None:
    looked_on = []

    class Noting(Family):
        def describe(self, settings: EngineSettings):
            looked_on.append(threading.current_thread())
            return super().describe(settings)

    async def ask() -> None:
        catalogue = catalogue_of(Noting(), tmp_path)
        catalogue.look()
        looked_on.clear()
        assert not catalogue.must_look("toy")
        assert catalogue.must_look("no-such")
        with pytest.raises(UnknownEngine, match="no-such"):
            await catalogue.read("no-such")

    asyncio.run(ask())
    assert looked_on
    assert threading.main_thread() not in looked_on


def test_all_are_listed_beside_the_loop_and_those_who_ask_meanwhile_share_a_look(tmp_path) -> None:
    async def ask() -> None:
        slow = Slow()
        catalogue = catalogue_of(slow, tmp_path)
        first = asyncio.ensure_future(catalogue.refresh())
        await slow.begun.acquire()
        later = [asyncio.ensure_future(catalogue.refresh()) for _ in range(5)]
        await asyncio.sleep(0)  # the loop has its turn while the disk does not answer
        assert not first.done()
        assert catalogue.known() == ()
        slow.answers.set()
        assert [facts.checkpoint for facts in await first] == ["1"]
        seen = await asyncio.gather(*later)
        assert {facts.checkpoint for (facts,) in seen} == {"2"}, "of after they asked"

    asyncio.run(ask())


def test_whoever_gives_up_leaves_the_look_to_the_next(tmp_path) -> None:
    async def ask() -> None:
        slow = Slow()
        catalogue = catalogue_of(slow, tmp_path)
        first = asyncio.ensure_future(catalogue.refresh())
        await slow.begun.acquire()
        second = asyncio.ensure_future(catalogue.refresh())
        await asyncio.sleep(0)
        first.cancel()
        slow.answers.set()
        assert [facts.name for facts in await second] == ["toy"]

    asyncio.run(ask())
