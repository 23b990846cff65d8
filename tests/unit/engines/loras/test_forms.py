"""What trainers write is read alike; what is none of their forms is refused with the reason."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from tonekiln.foreign import Unreadable
from tonekilnd.engines.loras.fitting import matrix_of, unfit
from tonekilnd.engines.loras.form import lora_in
from tonekilnd.engines.loras.header import header_of

QKV = "transformer.layers.0.self_attn.to_qkv"
WEIGHTS = {f"model.model.{QKV}.weight": (24, 8), "conditioner.seconds.0.weight": (4, 2)}


def written(file: Path, shapes: dict[str, tuple[int, ...]], **metadata: str) -> Path:
    """A safetensors file of zeros, by the format's own words."""
    header: dict[str, object] = {"__metadata__": metadata} if metadata else {}
    at = 0
    for name, shape in shapes.items():
        size = 4
        for length in shape:
            size *= length
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [at, at + size]}
        at += size
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + bytes(at))
    return file


def pair(down: str, up: str) -> dict[str, tuple[int, ...]]:
    return {down: (4, 8), up: (24, 4)}


TRAINER = f"model.{QKV}.parametrizations.weight.0"
SPELLINGS = {
    "stable-audio-tools": pair(f"{TRAINER}.lora_A", f"{TRAINER}.lora_B"),
    "ComfyUI": pair(f"diffusion_model.{QKV}.lora_A.weight", f"diffusion_model.{QKV}.lora_B.weight"),
    "ComfyUI, down and up": pair(
        f"diffusion_model.{QKV}.lora_down.weight", f"diffusion_model.{QKV}.lora_up.weight"
    ),
    "PEFT": pair(f"base_model.model.{QKV}.lora_A.weight", f"base_model.model.{QKV}.lora_B.weight"),
    "PEFT, named": pair(
        f"base_model.model.model.{QKV}.lora_A.default.weight",
        f"base_model.model.model.{QKV}.lora_B.default.weight",
    ),
    "as the checkpoint is": pair(f"model.model.{QKV}.lora_A", f"model.model.{QKV}.lora_B"),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_finds_the_same_matrix(tmp_path: Path, spelling: str) -> None:
    (change,) = lora_in(written(tmp_path / "x.safetensors", SPELLINGS[spelling])).changes
    assert (change.outputs, change.inputs, change.rank, change.scale) == (24, 8, 4, 1.0)
    assert matrix_of(change, WEIGHTS) == f"model.model.{QKV}.weight"
    assert unfit([change], WEIGHTS) == ""


@pytest.mark.parametrize(
    ("config", "scale"),
    [
        ({"r": 4, "lora_alpha": 8}, 2.0),
        ({"r": 4, "lora_alpha": 8, "use_rslora": True}, 4.0),
        ({"r": 4, "lora_alpha": 8, "alpha_pattern": {"to_qkv": 12}}, 3.0),
    ],
)
def test_the_scale_that_peft_says(tmp_path: Path, config: dict[str, object], scale: float) -> None:
    said = tmp_path / "adapter_config.json"
    said.write_text(json.dumps(config), encoding="utf-8")
    file = written(tmp_path / "x.safetensors", SPELLINGS["PEFT"])
    assert lora_in(file, said).changes[0].scale == scale


@pytest.mark.parametrize(
    ("shape", "kind", "rows"),
    [
        ((24,), "dora-rows", True),
        ((24,), "dora", True),
        ((8,), "dora-cols", False),
        ((24, 1), "dora", True),
        ((1, 8), "dora", False),
    ],
)
def test_lengths_are_of_rows_or_columns(
    tmp_path: Path, shape: tuple[int, ...], kind: str, rows: bool
) -> None:
    shapes = SPELLINGS["stable-audio-tools"] | {f"{TRAINER}.magnitude": shape}
    said = json.dumps({"rank": 4, "alpha": 4, "adapter_type": kind})
    (change,) = lora_in(written(tmp_path / "x.safetensors", shapes, lora_config=said)).changes
    assert (bool(change.rows), bool(change.columns)) == (rows, not rows)


ODD = {
    "no part of a LoRA": {"model.weight": (2, 2)},
    "one of its two factors": {f"{TRAINER}.lora_A": (4, 8)},
    "do not go together": {f"{TRAINER}.lora_A": (4, 8), f"{TRAINER}.lora_B": (24, 3)},
    "LoRA-XS": {f"{TRAINER}.M_xs": (4, 4)},
    "LyCORIS": {"lycoris_layers_0_self_attn.lokr_w1": (4, 4)},
    "image trainers": {"lora_unet_down.weight_x": (4, 4)},
    "should hold 24 numbers": {
        **pair("a.lora_A", "a.lora_B"),
        "a.dora_scale": (23,),
    },
    "the rank": {"a.lora_A": (4096, 8), "a.lora_B": (24, 4096)},
    "holds no LoRA": {},
}


@pytest.mark.parametrize("why", ODD)
def test_what_is_none_of_them_is_refused_with_the_reason(tmp_path: Path, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        lora_in(written(tmp_path / "x.safetensors", ODD[why]))


@pytest.mark.parametrize(
    "config", ['{"r": 4}', "[]", '{"r":4,"lora_alpha":4,"peft_type":"IA3"}', "\xff"]
)
def test_a_config_that_is_none_is_refused(tmp_path: Path, config: str) -> None:
    said = tmp_path / "adapter_config.json"
    said.write_text(config, encoding="latin-1")
    with pytest.raises(Unreadable):
        lora_in(written(tmp_path / "x.safetensors", SPELLINGS["PEFT"]), said)


def test_another_models_is_told_by_the_matrix_that_differs(tmp_path: Path) -> None:
    changes = lora_in(written(tmp_path / "x.safetensors", SPELLINGS["ComfyUI"])).changes
    assert "24 by 8 in it, and 24 by 9 in the model" in unfit(
        changes, {f"model.model.{QKV}.weight": (24, 9)}
    )
    assert "which the model has not" in unfit(changes, {})


@given(
    cut=some.integers(0, 200),
    flips=some.lists(
        some.tuples(some.integers(0, 400), some.binary(min_size=1, max_size=1)), max_size=6
    ),
)
def test_a_damaged_file_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flips: list[tuple[int, bytes]]
) -> None:
    file = written(tmp_path_factory.mktemp("damaged") / "x.safetensors", SPELLINGS["ComfyUI"])
    content = bytearray(file.read_bytes())
    for at, byte in flips:
        content[at % len(content)] = byte[0]
    file.write_bytes(bytes(content[: len(content) - cut]))
    try:
        header = header_of(file)
        lora_in(file)
    except Unreadable:
        return
    assert all(len(shape) <= 8 for shape in header.shapes.values())
