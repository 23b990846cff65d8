from __future__ import annotations

import importlib
import importlib.util
import sys

import pytest

from tonekilnd.engines.libraries.stand_ins import Later, StandIn, stood_in


def test_stand_ins_are_there_for_an_import_and_gone_after_it() -> None:
    name = "tonekiln_no_such_module"
    with stood_in({name: {"answer": 42}, f"{name}.part": {}}):
        module = importlib.import_module(name)
        assert module.answer == 42
        assert importlib.import_module(f"{name}.part") is module.part
        assert importlib.util.find_spec(name) is not None
    assert name not in sys.modules
    assert importlib.util.find_spec(name) is None


def test_a_real_module_comes_back() -> None:
    real = sys.modules["json"]
    with stood_in({"json": {}}):
        assert sys.modules["json"] is not real
    assert sys.modules["json"] is real


def test_using_what_is_only_stood_in_for_says_so() -> None:
    with pytest.raises(AttributeError, match=r"spacy\.load was used.*only stood in for"):
        _ = StandIn("spacy").load


def test_a_module_for_later_is_imported_when_it_is_used(tmp_path, monkeypatch) -> None:
    (tmp_path / "needed_seldom.py").write_text("answer = 42\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    later = Later("needed_seldom")
    assert "needed_seldom" not in sys.modules
    assert later.answer == 42
    assert sys.modules.pop("needed_seldom").answer == 42
