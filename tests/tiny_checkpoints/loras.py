"""LoRAs of random numbers for a tiny checkpoint, as their trainers write them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from torch import Tensor

RANK, ALPHA = 4, 8

Tensors = dict[str, Tensor]


def trained(model: Any, file: Path, kind: str = "lora", seed: int = 3) -> Path:
    """stable-audio-tools' own, of every linear layer and convolution, by its own saving."""
    from stable_audio_tools.models import lora

    made = {
        torch.nn.Linear: {"weight": _parametrisation(lora, "from_linear", kind)},
        torch.nn.Conv1d: {"weight": _parametrisation(lora, "from_conv1d", kind)},
    }
    torch.manual_seed(seed)
    state: Tensors = {}
    for part in (model.model, model.conditioner):
        lora.add_lora(part, made)
        for name, parameter in part.named_parameters():
            if ".lora_" in name:
                parameter.data = 0.1 * torch.randn_like(parameter)
            elif ".magnitude" in name:
                parameter.data = parameter.data * (1 + 0.1 * torch.randn_like(parameter))
        state |= lora.get_lora_state_dict(part)
    lora.save_lora_safetensors(state, {"rank": RANK, "alpha": ALPHA, "adapter_type": kind}, file)
    return file


def _parametrisation(lora: Any, of: str, kind: str) -> Callable[..., Any]:
    make = getattr(lora.LoRAParametrization, of)
    return partial(make, rank=RANK, lora_alpha=ALPHA, adapter_type=kind)


def factors(
    shapes: Mapping[str, tuple[int, int]], seed: int = 3
) -> dict[str, tuple[Tensor, Tensor]]:
    """Random factors (rank, inputs) and (outputs, rank) for matrices by their modules' names."""
    torch.manual_seed(seed)
    return {
        module: (0.1 * torch.randn(RANK, inputs), 0.1 * torch.randn(outputs, RANK))
        for module, (outputs, inputs) in shapes.items()
    }


def filled(
    shapes: Mapping[str, tuple[int, int]], number: float
) -> dict[str, tuple[Tensor, Tensor]]:
    """Factors of one number throughout."""
    return {
        module: (torch.full_like(down, number), torch.full_like(up, number))
        for module, (down, up) in factors(shapes).items()
    }


def as_trained(made: Mapping[str, tuple[Tensor, Tensor]], file: Path) -> Path:
    """As stable-audio-tools names them."""
    named = {
        f"model.{module}.parametrizations.weight.0.{part}": tensor
        for module, pair in made.items()
        for part, tensor in zip(("lora_A", "lora_B"), pair, strict=True)
    }
    config = {"rank": RANK, "alpha": ALPHA, "adapter_type": "lora"}
    save_file(named, file, metadata={"lora_config": json.dumps(config)})
    return file


def as_comfyui(made: Mapping[str, tuple[Tensor, Tensor]], file: Path) -> Path:
    """As ComfyUI names them, with alpha as a tensor."""
    named: Tensors = {}
    for module, (down, up) in made.items():
        named[f"diffusion_model.{module}.lora_down.weight"] = down
        named[f"diffusion_model.{module}.lora_up.weight"] = up
        named[f"diffusion_model.{module}.alpha"] = torch.tensor(float(ALPHA))
    save_file(named, file)
    return file


def as_peft(made: Mapping[str, tuple[Tensor, Tensor]], folder: Path) -> Path:
    """As PEFT saves them: a folder."""
    folder.mkdir()
    named = {
        f"base_model.model.{module}.{part}.weight": tensor
        for module, pair in made.items()
        for part, tensor in zip(("lora_A", "lora_B"), pair, strict=True)
    }
    save_file(named, folder / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": RANK, "lora_alpha": ALPHA, "target_modules": ["to_qkv"]}
    (folder / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder
