"""LoRAs of a home: added whole or not at all, known by what they do, under their terms."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.engines.loras.test_forms import SPELLINGS, written

from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest, NotFound, TonekilnError
from tonekilnd.engines.loras.__main__ import main
from tonekilnd.engines.loras.shelf import LoraShelf


@pytest.fixture
def shelf(tmp_path: Path) -> LoraShelf:
    return LoraShelf(tmp_path / "home")


def comfyui(tmp_path: Path, name: str = "Tape hiss (v2).safetensors") -> Path:
    return written(tmp_path / name, SPELLINGS["ComfyUI"])


def test_a_file_is_copied_under_a_name_of_its_own(shelf: LoraShelf, tmp_path: Path) -> None:
    file = comfyui(tmp_path)
    added = shelf.add(file)
    assert (added.name, added.rank, added.matrices) == ("Tape-hiss-v2", 4, 1)
    file.unlink()
    assert shelf.all() == (added,)
    assert shelf.find(added.sha256) == added
    assert shelf.weights(added).stat().st_size == added.bytes


def test_a_lone_file_is_under_no_licence_that_is_known(shelf: LoraShelf, tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("MIT License", encoding="utf-8")  # of who knows what
    added = shelf.add(comfyui(tmp_path))
    assert (added.licence, added.non_commercial) == ("unknown", True)
    shelf.remove(added.name)
    assert not shelf.add(comfyui(tmp_path), own=True).non_commercial


def test_a_folder_of_pefts_says_its_licence_and_its_scale(shelf: LoraShelf, tmp_path: Path) -> None:
    folder = tmp_path / "my adapter"
    folder.mkdir()
    written(folder / "adapter_model.safetensors", SPELLINGS["PEFT"])
    said = {"r": 4, "lora_alpha": 8}
    (folder / "adapter_config.json").write_text(json.dumps(said), encoding="utf-8")
    (folder / "LICENSE.md").write_text("MIT License", encoding="utf-8")
    added = shelf.add(folder)
    assert (added.name, added.non_commercial) == ("my-adapter", False)
    assert added.licence.startswith("MIT")
    assert shelf.changes(added).changes[0].scale == 2.0
    shelf.remove(added.name)
    said["lora_alpha"] = 4
    (folder / "adapter_config.json").write_text(json.dumps(said), encoding="utf-8")
    assert shelf.add(folder).sha256 != added.sha256


def test_the_same_again_or_a_taken_name_is_refused(shelf: LoraShelf, tmp_path: Path) -> None:
    file = comfyui(tmp_path)
    shelf.add(file, "one")
    with pytest.raises(InvalidRequest, match="already, as one"):
        shelf.add(file, "two")
    other = written(tmp_path / "b.safetensors", SPELLINGS["PEFT"])
    with pytest.raises(InvalidRequest, match="lora rm one"):
        shelf.add(other, "one")
    assert [added.name for added in shelf.all()] == ["one"]


@pytest.mark.parametrize("name", ["../out", "-x", ".x", "a/b", "ü", "x" * 65, "con\n"])
def test_a_name_that_is_none_is_refused(shelf: LoraShelf, tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        shelf.add(comfyui(tmp_path), name)
    assert refused.value.field == "name"


def test_what_is_no_lora_leaves_nothing_behind(shelf: LoraShelf, tmp_path: Path) -> None:
    bad = tmp_path / "bad.safetensors"
    bad.write_bytes(b"not one")
    pickle = tmp_path / "bad.ckpt"
    pickle.write_bytes(b"\x80\x04.")
    (tmp_path / "empty").mkdir()
    for source in (bad, pickle, tmp_path / "gone.safetensors", tmp_path / "empty"):
        with pytest.raises(TonekilnError) as refused:
            shelf.add(source)
        assert refused.value.field == "file"
    home = tmp_path / "home" / "loras"
    assert not home.exists() or not list(home.iterdir())


def test_a_damaged_one_is_not_used(shelf: LoraShelf, tmp_path: Path) -> None:
    added = shelf.add(comfyui(tmp_path))
    file = shelf.weights(added)
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(bytes(content) + b"x")
    with pytest.raises(EngineUnavailable, match=r"cannot be used: .*damaged"):
        shelf.weights(added)


def test_taking_away_what_is_not_there_names_what_is(shelf: LoraShelf, tmp_path: Path) -> None:
    shelf.add(comfyui(tmp_path), "hiss")
    with pytest.raises(NotFound) as refused:
        shelf.remove("his")
    assert refused.value.hint == "added: hiss"
    shelf.remove("hiss")
    assert shelf.all() == ()


def test_the_commands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("TONEKILN_HOME", str(tmp_path / "home"))
    assert main(["add", str(comfyui(tmp_path)), "--name", "hiss", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["name"] == "hiss"
    assert main(["list"]) == 0
    assert "licence: unknown, non-commercial" in capsys.readouterr().out
    assert main(["rm", "hiss"]) == 0
    assert main(["rm", "hiss", "--json"]) == 1
    assert "no LoRA hiss was added" in capsys.readouterr().out
