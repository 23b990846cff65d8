from __future__ import annotations

import json
from pathlib import Path

import pytest

from tonekiln.protocol.errors import NotFound
from tonekilnd.engines.checkpoints.forms import Form, layout_in, layout_of

MUSICGEN = (Form.TRANSFORMERS, Form.AUDIOCRAFT)


def no_text(name: str) -> str:
    raise AssertionError(f"{name} was read")


def test_safetensors_are_preferred_to_pickles() -> None:
    names = ["state_dict.bin", "compression_state_dict.bin", "config.json", "model.safetensors"]
    layout = layout_of([*names, "spiece.model", "README.md"], no_text, MUSICGEN)
    assert layout.form is Form.TRANSFORMERS
    assert layout.files == ("config.json", "model.safetensors", "spiece.model")


def test_a_pair_of_pickles_is_taken_where_there_is_nothing_else() -> None:
    names = ["state_dict.bin", "compression_state_dict.bin", "README.md"]
    assert layout_of(names, no_text, MUSICGEN).form is Form.AUDIOCRAFT
    assert layout_of(["state_dict.bin"], no_text, MUSICGEN) is None


def test_shards_are_found_through_their_index() -> None:
    index = {"weight_map": {"a": "model-2.safetensors", "b": "model-1.safetensors"}}
    names = ["config.json", "tokenizer.json", "model.safetensors.index.json"]
    layout = layout_of(names, lambda _name: json.dumps(index), MUSICGEN)
    assert layout.files[1:4] == (
        "model.safetensors.index.json",
        "model-1.safetensors",
        "model-2.safetensors",
    )


def test_an_empty_folder_says_what_it_should_hold(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(NotFound) as refused:
            layout_in(folder, MUSICGEN)
        assert "state_dict.bin" in refused.value.hint


def test_a_missing_shard_is_named(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "spiece.model").write_text("")
    index = {"weight_map": {"a": "model-1.safetensors"}}
    (tmp_path / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(NotFound, match=r"lacks model-1\.safetensors"):
        layout_in(tmp_path, MUSICGEN)
