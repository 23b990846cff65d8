from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from tests.example_engines import facts_of

from tonekiln.protocol import Readiness
from tonekiln.protocol.errors import UnknownEngine
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.engines.catalogue.registry import EngineRegistry
from tonekilnd.engines.contract import EngineSettings


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
    assert catalogue.find("toy").readiness is Readiness.TO_INSTALL
    family.readiness = Readiness.ON_DISK
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
        catalogue.refresh()
        looked_on.clear()
        assert not catalogue.must_look("toy")
        assert catalogue.must_look("no-such")
        with pytest.raises(UnknownEngine, match="no-such"):
            await catalogue.read("no-such")

    asyncio.run(ask())
    assert looked_on
    assert threading.main_thread() not in looked_on
