"""One family or engine that cannot describe itself costs no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.example_engines import facts_of

from tonekiln.protocol.errors import EngineUnavailable, UnknownEngine
from tonekilnd.engines.catalogue.catalogue import EngineCatalogue
from tonekilnd.engines.catalogue.registry import EngineRegistry
from tonekilnd.engines.contract import EngineSettings

SETTINGS = EngineSettings(home=Path("/nowhere"))


class Whole:
    """A family of one engine."""

    def __init__(self, name: str = "whole") -> None:
        self._name = name

    def describe(self, _settings: EngineSettings):
        return [facts_of(self._name)]

    def create(self, name: str, _settings: EngineSettings):
        if name != self._name:
            raise UnknownEngine(name)
        return f"engine {name}"


class Raising(Whole):
    """A family that fails at whatever it is asked."""

    def describe(self, _settings: EngineSettings):
        raise KeyError("weight_map")

    def find(self, name: str, _settings: EngineSettings):
        raise RecursionError(name)


class Rows:
    """A family that describes each engine alone; one is broken, one is not here."""

    def __init__(self) -> None:
        self.looked_at: list[str] = []

    def names(self, _settings: EngineSettings):
        return ["good", "bad", "typed", "better"]

    def find(self, name: str, settings: EngineSettings):
        if name not in self.names(settings):
            return None
        self.looked_at.append(name)
        if name == "bad":
            raise UnicodeDecodeError("utf-8", b"\xff", 0, 1, "of a file of\nother people")
        if name == "typed":
            raise EngineUnavailable("no such drive", hint="mount it")
        return facts_of(name, problems=("/old cannot be read (a link that leads nowhere)",))

    def problems(self, _settings: EngineSettings):
        return ["a record cannot be read"]

    def create(self, name: str, _settings: EngineSettings):
        if name not in self.names(SETTINGS):
            raise UnknownEngine(name)
        return f"row {name}"


def registry(rows: Rows | None = None) -> EngineRegistry:
    return EngineRegistry(
        {"a": Raising("raising"), "b": rows or Rows(), "c": Whole()}, ("d is broken",)
    )


def test_what_fails_is_left_out_and_named() -> None:
    found = registry().describe(SETTINGS)
    assert [facts.name for facts in found.engines] == ["good", "better", "whole"]
    assert found.problems[0] == "d is broken"
    text = "\n".join(found.problems)
    assert "engine family a cannot be described: KeyError: 'weight_map'" in text
    assert "bad cannot be described: UnicodeDecodeError" in text
    assert "typed: no such drive (mount it)" in text
    assert "good, better: /old cannot be read (a link that leads nowhere)" in text
    assert "a record cannot be read" in text
    assert all("\n" not in problem for problem in found.problems)


def test_an_engine_is_found_beside_families_that_fail() -> None:
    assert registry().find("whole", SETTINGS).name == "whole"
    assert registry().find("better", SETTINGS).name == "better"
    with pytest.raises(EngineUnavailable, match="no such drive"):
        registry().find("typed", SETTINGS)
    with pytest.raises(UnknownEngine) as unknown:
        registry().find("nobody", SETTINGS)
    assert unknown.value.bound == "one of good, better, whole"


def test_a_worker_looks_at_no_engine_but_its_own() -> None:
    rows = Rows()
    assert registry(rows).create("bad", SETTINGS) == "row bad"
    assert registry(rows).create("whole", SETTINGS) == "engine whole"
    assert rows.looked_at == []
    with pytest.raises(UnknownEngine):
        registry(rows).create("nobody", SETTINGS)


def test_a_catalogue_tells_what_stood_in_the_way(tmp_path: Path) -> None:
    catalogue = EngineCatalogue(registry(), EngineSettings(home=tmp_path))
    assert len(catalogue.look()) == len(catalogue.known()) == 3
    assert "d is broken" in catalogue.problems
