"""Which row runs a folder is what its model_config.json says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.tiny_checkpoints import stable_audio_3
from tests.tiny_checkpoints.stable_audio import config_of

from tonekiln.protocol.errors import EngineUnavailable, NotFound
from tonekilnd.engines.checkpoints.forms import Form, layout_in
from tonekilnd.engines.checkpoints.own_folders.row import row_in_its_folder
from tonekilnd.engines.model_cards.rows import Row, row_of


def folder_with(folder: Path, config: dict[str, Any], *files: str) -> Path:
    (folder / "model_config.json").write_text(json.dumps(config))
    for name in files:
        (folder / name).write_bytes(b"x")
    return folder


def row_for(folder: Path, asked: str = "stable-audio") -> Row:
    return row_in_its_folder(row_of(f"{asked}:{folder}"))


@pytest.mark.parametrize("asked", ["stable-audio", "stable-audio-open-1.0"])
def test_the_objective_chooses_the_sampler_whatever_the_name(tmp_path: Path, asked: str) -> None:
    for small, sampler in ((False, "dpmpp-3m-sde"), (True, "pingpong")):
        row = row_for(folder_with(tmp_path, config_of(small=small)), asked)
        assert row.sampler.sampler == sampler
        assert row.name == f"{asked}:{tmp_path}"
        assert ("guidance" in row.abilities) is ("negative" in row.abilities) is not small


@pytest.mark.parametrize(
    ("base", "sampler", "guided"), [(False, "pingpong", False), (True, "euler", True)]
)
def test_a_stable_audio_3_is_known_by_its_text_encoder(
    tmp_path: Path, base: bool, sampler: str, guided: bool
) -> None:
    config = stable_audio_3.config_of(medium=False, base=base)
    row = row_for(folder_with(tmp_path, config))
    assert row.sampler.sampler == sampler
    assert ("guidance" in row.abilities) is guided
    assert (row.reads, row.longest_seconds) == ("t5gemma", 23.7)


def test_rate_channels_and_length_are_the_configurations(tmp_path: Path) -> None:
    config = config_of(small=False) | {"sample_rate": 32_000, "audio_channels": 1}
    row = row_for(folder_with(tmp_path, config | {"sample_size": 32_000 * 12 + 1}))
    assert (row.sample_rate, row.channels, row.longest_seconds) == (32_000, 1, 12.0)


def _with(path: str, value: Any) -> dict[str, Any]:
    config = config_of(small=False)
    at = config
    *way, last = path.split(".")
    for key in way:
        at = at[int(key)] if isinstance(at, list) else at[key]
    at[last] = value
    return config


@pytest.mark.parametrize(
    ("config", "said"),
    [
        (_with("model.diffusion.diffusion_objective", "x0"), "objective 'x0' with t5"),
        (_with("model.conditioning.configs.0.type", "clap_text"), "'v' with clap_text"),
        (_with("model.conditioning.configs.1.type", "pretransform"), "by 'pretransform'"),
        (_with("model.conditioning.configs.1.id", "tempo"), "conditioned on 'tempo'"),
        (_with("model.pretransform.type", "dac_pretrained"), "codec is 'dac_pretrained'"),
        (_with("model.diffusion.local_add_cond_ids", ["melody"]), "conditioned on 'melody'"),
        (_with("model.diffusion.local_add_cond_ids", ["inpaint_mask"]), "on 'inpaint_mask'"),
        (_with("model.diffusion.global_cond_ids", ["tempo"]), "'tempo', which is not among"),
        (_with("model.pretransform.config.downsampling_ratio", 0), "its codec: .*downsampling"),
        (_with("model.io_channels", 3), "io_channels are 3"),
        (_with("model.conditioning.configs", []), "reads no prompt"),
    ],
)
def test_what_cannot_be_run_is_refused_with_the_reason(
    tmp_path: Path, config: dict[str, Any], said: str
) -> None:
    with pytest.raises(EngineUnavailable, match=said):
        row_for(folder_with(tmp_path, config, "a.safetensors"))


@pytest.mark.parametrize(
    "sizes", [{"sample_size": -1}, {"sample_rate": "fast"}, {"model": 3}, {"audio_channels": 9}]
)
def test_a_configuration_that_is_none_leaves_the_row_and_claims_no_licence(
    tmp_path: Path, sizes: dict[str, Any]
) -> None:
    """The look for its weights tells what is wrong."""
    row = row_for(folder_with(tmp_path, config_of(small=True) | sizes))
    assert row.licence.name == "unknown"


def test_a_folder_of_any_library_claims_no_rows_licence(tmp_path: Path) -> None:
    row = row_for(tmp_path, "musicgen")
    assert (row.licence.name, row.licence.non_commercial) == ("unknown", True)
    assert not row.page


TOOLS = (Form.STABLE_AUDIO_TOOLS,)


def test_the_only_safetensors_is_taken_whatever_its_name(tmp_path: Path) -> None:
    folder_with(tmp_path, config_of(small=True), "Foundation_1.safetensors", "notes.txt")
    assert layout_in(tmp_path, TOOLS).files == ("model_config.json", "Foundation_1.safetensors")
    folder_with(tmp_path, config_of(small=True), "model.safetensors")
    assert layout_in(tmp_path, TOOLS).files == ("model_config.json", "model.safetensors")


@pytest.mark.parametrize(
    ("files", "message", "hint"),
    [
        (("RC_Infinite_Pianos.ckpt",), "a pickle", "convert"),
        (("a.safetensors", "b.safetensors"), "several files of weights: a.s", "keep one"),
        ((), "holds no checkpoint", "model_config.json"),
    ],
)
def test_other_weights_are_refused_with_the_way_out(
    tmp_path: Path, files: tuple[str, ...], message: str, hint: str
) -> None:
    folder_with(tmp_path, config_of(small=True), *files)
    with pytest.raises(NotFound, match=message) as refused:
        layout_in(tmp_path, TOOLS)
    assert hint in refused.value.hint


def test_weights_without_their_configuration_are_told_so(tmp_path: Path) -> None:
    (tmp_path / "a.safetensors").write_bytes(b"x")
    with pytest.raises(NotFound, match=r"lacks model_config\.json"):
        layout_in(tmp_path, TOOLS)
