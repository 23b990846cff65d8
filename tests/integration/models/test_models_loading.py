"""Loading checkpoints: converted once, refused when damaged or dangerous, never fetched."""

from __future__ import annotations

import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tests.tiny_checkpoints import hub, upstream_talks
from tests.tiny_checkpoints.asking import FAMILIES, Heard, spec_of, take_of
from tests.tiny_checkpoints.audiocraft_pair import write_pair

from tonekiln.protocol import Readiness
from tonekiln.protocol.errors import EngineUnavailable, UnknownEngine
from tonekilnd.engines.catalogue.registry import EngineRegistry
from tonekilnd.engines.checkpoints.store import Store
from tonekilnd.engines.contract import Engine, EngineSettings
from tonekilnd.engines.model_cards.rows import row_of


@pytest.fixture
def settings(tmp_path: Path) -> EngineSettings:
    return EngineSettings(home=tmp_path / "home", device="cpu", precision="fp32")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A pair of pickles of one's own with its T5 beside it, and no hub cache at all."""
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    shutil.copytree(hub.pair(), tmp_path / "mine")
    shutil.copytree(hub.text_encoder(), tmp_path / "mine" / "t5-base")
    return tmp_path / "mine"


def engine_in(folder: Path, settings: EngineSettings, name: str = "musicgen") -> Engine:
    row = row_of(f"{name}:{folder}")
    return FAMILIES[row.library].create(row.name, settings)


def loading_said(engine: Engine) -> list[str]:
    said: list[str] = []
    engine.load(lambda _done, what: said.append(what))
    return said


def test_pickles_are_converted_once(folder: Path, settings: EngineSettings) -> None:
    first = loading_said(engine_in(folder, settings))
    again = loading_said(engine_in(folder, settings))
    assert "converting state_dict.bin once" in first
    assert not any("converting" in what for what in again)


def test_a_half_written_conversion_is_made_again(folder: Path, settings: EngineSettings) -> None:
    loading_said(engine_in(folder, settings))
    for converted in Store(settings.home).converted.iterdir():
        converted.write_bytes(converted.read_bytes()[:100])
    engine = engine_in(folder, settings)
    assert "converting state_dict.bin once" in loading_said(engine)
    take = engine.generate([spec_of("musicgen-small")], Heard().callbacks())[0]
    np.testing.assert_array_equal(take.audio, take_of("musicgen-small", pickled=True))


class Dangerous:
    def __init__(self, file: Path) -> None:
        self._file = file

    def __reduce__(self) -> tuple:
        return (Path.touch, (self._file,))


@pytest.mark.parametrize("name", ["state_dict.bin", "compression_state_dict.bin"])
def test_a_pickle_that_runs_code_is_refused(
    folder: Path, settings: EngineSettings, tmp_path: Path, name: str
) -> None:
    import torch

    ran = tmp_path / "ran"
    torch.save({"best_state": Dangerous(ran), "xp.cfg": ""}, folder / name)
    with pytest.raises(EngineUnavailable, match="was refused: it holds more than tensors"):
        loading_said(engine_in(folder, settings))
    (folder / name).write_bytes(pickle.dumps(Dangerous(ran)))
    with pytest.raises(EngineUnavailable):
        loading_said(engine_in(folder, EngineSettings(home=tmp_path / "other")))
    assert not ran.exists()


@pytest.mark.parametrize("keep", [0, 1, 1000, -1])
def test_a_truncated_pickle_is_named(folder: Path, settings: EngineSettings, keep: int) -> None:
    file = folder / "state_dict.bin"
    file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(EngineUnavailable, match=r"state_dict\.bin"):
        loading_said(engine_in(folder, settings))


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("musicgen", hub.safetensors),
        ("stable-audio-open-small", lambda: hub.stable_audio(small=True)),
    ],
)
def test_truncated_safetensors_are_named(
    tmp_path: Path, settings: EngineSettings, name: str, source
) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(source(), folder)
    shutil.copytree(hub.text_encoder(), folder / "t5-base")
    file = folder / "model.safetensors"
    file.write_bytes(file.read_bytes()[:-100])
    with pytest.raises(EngineUnavailable, match=r"model\.safetensors is damaged"):
        loading_said(engine_in(folder, settings, name))


def test_a_file_that_changed_since_it_was_recorded_is_named(
    folder: Path, settings: EngineSettings
) -> None:
    loading_said(engine_in(folder, settings))
    file = folder / "state_dict.bin"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(EngineUnavailable, match=r"state_dict\.bin is damaged: its content"):
        loading_said(engine_in(folder, settings))


def test_tensors_of_another_model_are_named(tmp_path: Path, settings: EngineSettings) -> None:
    import json

    folder = tmp_path / "mine"
    shutil.copytree(hub.safetensors(), folder)
    config = json.loads((folder / "config.json").read_text())
    config["decoder"]["num_hidden_layers"] = 3
    (folder / "config.json").write_text(json.dumps(config))
    with pytest.raises(EngineUnavailable, match="its tensors do not fit the model"):
        loading_said(engine_in(folder, settings))


def test_a_codec_that_is_only_named_is_taken_from_its_own_repository(
    tmp_path: Path, settings: EngineSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "mine"
    with upstream_talks():
        write_pair(folder, codec_name=hub.CODEC_REPO)
    shutil.copytree(hub.text_encoder(), folder / "t5-base")
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "no-cache"))
    with pytest.raises(EngineUnavailable, match=r"needs facebook/encodec_32khz"):
        loading_said(engine_in(folder, settings))
    shutil.copytree(hub.codec(), folder / "encodec_32khz")
    engine = engine_in(folder, settings)
    loading_said(engine)
    take = engine.generate([spec_of("musicgen-small")], Heard().callbacks())[0]
    assert np.abs(take.audio).max() > 1e-3


def test_weights_in_a_folder_are_an_engine_of_their_own(
    folder: Path, settings: EngineSettings
) -> None:
    registry = EngineRegistry(dict(FAMILIES))
    name = f"musicgen:{folder}"
    facts = registry.find(name, settings)
    assert (facts.name, facts.readiness) == (name, Readiness.ON_DISK)
    assert len(facts.checkpoint) == 64
    assert name in {listed.name for listed in registry.describe(settings).engines}
    with pytest.raises(EngineUnavailable, match="is not there"):
        registry.find(f"musicgen:{folder}/t5-base/nothing", settings)
    with pytest.raises(UnknownEngine):
        registry.find("nothing:/path", settings)


def test_a_workers_imports_forbid_the_hub() -> None:
    text = (
        "import tonekilnd.engines.neural.text_encoder\n"
        "from huggingface_hub import constants\n"
        "print(constants.HF_HUB_OFFLINE)"
    )
    environment = {k: v for k, v in os.environ.items() if k != "HF_HUB_OFFLINE"}
    done = subprocess.run(
        [sys.executable, "-c", text], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "True"


def test_weights_are_mapped_rather_than_copied(folder: Path, settings: EngineSettings) -> None:
    """The model's parameters lie in the converted file's own memory map."""
    engine = engine_in(folder, settings)
    loading_said(engine)
    converted = {path.name for path in Store(settings.home).converted.iterdir()}
    maps = [
        line.split() for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines()
    ]
    spans = [
        tuple(int(edge, 16) for edge in line[0].split("-"))
        for line in maps
        if Path(line[-1]).name in converted
    ]
    layer = engine._model.lm.transformer.layers[0]
    for parameter in (layer.linear1.weight, layer.self_attn.in_proj_weight):
        assert any(start <= parameter.data_ptr() < end for start, end in spans)


if not Path("/proc/self/maps").exists():
    test_weights_are_mapped_rather_than_copied = pytest.mark.skip(
        reason="memory maps are only listed on Linux"
    )(test_weights_are_mapped_rather_than_copied)
