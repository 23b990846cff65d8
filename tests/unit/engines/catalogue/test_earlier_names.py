"""What was written against an earlier version's modules gets those of today, the same ones."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from importlib.metadata import EntryPoint

import pytest

from tonekilnd.engines import contract
from tonekilnd.engines.catalogue.earlier_names import MOVED, find_under_earlier_names, name_now
from tonekilnd.engines.neural import stopping
from tonekilnd.engines.neural.audiocraft import melody
from tonekilnd.engines.neural.audiocraft.family import AudiocraftFamily


@pytest.fixture(autouse=True)
def _found():
    before = list(sys.meta_path)
    find_under_earlier_names()
    yield
    sys.meta_path[:] = before
    for name in [name for name in sys.modules if name_now(name)]:
        del sys.modules[name]


def test_a_module_is_itself_under_its_earlier_name():
    assert importlib.import_module("tonekilnd.engines.base") is contract
    assert importlib.import_module("tonekilnd.engines.stopping") is stopping
    assert importlib.import_module("tonekilnd.engines.audiocraft.melody") is melody
    assert contract.__name__ == contract.__spec__.name == "tonekilnd.engines.contract"
    assert importlib.import_module(contract.__name__) is contract


def test_an_entry_point_of_an_earlier_installation_names_the_family_of_today():
    point = EntryPoint(
        "audiocraft", "tonekilnd.engines.audiocraft.family:AudiocraftFamily", "tonekiln.engines"
    )
    assert point.load() is AudiocraftFamily


def test_everything_that_moved_is_there():
    for now in MOVED.values():
        assert importlib.util.find_spec(now) is not None


@pytest.mark.parametrize(
    "name", ["tonekilnd.engines.audiocraft.nothing", "tonekilnd.engines.basement"]
)
def test_what_never_was_is_not_found(name):
    with pytest.raises(ModuleNotFoundError, match=name):
        importlib.import_module(name)
