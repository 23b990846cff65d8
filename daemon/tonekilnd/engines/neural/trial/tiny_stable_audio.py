"""A Stable Audio Open Small as stable-audio-tools publishes it, with its text encoder beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from ..stable_audio.upstream import stable_audio_tools
from .tiny_text_encoder import WIDTH, write_text_encoder

_LATENTS, _DIM = 8, 64
_CODER = {"channels": 2, "c_mults": [1, 1, 2, 2], "strides": [4, 8, 8, 8], "use_snake": True}


def write_stable_audio(folder: Path) -> None:
    """Write the config, random weights under upstream's names, and the text encoder."""
    write_text_encoder(folder / "t5-base")
    (folder / "model_config.json").write_text(json.dumps(_config()), encoding="utf-8")
    tools = stable_audio_tools()
    torch.manual_seed(0)
    bare = _config()
    conditioning = bare["model"].pop("conditioning")
    numbers = [entry for entry in conditioning["configs"] if entry["type"] != "t5"]
    state = dict(tools.factory.create_model_from_config(bare).state_dict())
    for name, tensor in state.items():
        if name.startswith("model.") and tensor.ndim > 1:
            state[name] = 0.08 * torch.randn_like(tensor)
    conditioner = tools.conditioners.create_multi_conditioner_from_conditioning_config(
        {**conditioning, "configs": numbers}
    )
    state |= {f"conditioner.{name}": each for name, each in conditioner.state_dict().items()}
    save_file({k: v.contiguous() for k, v in state.items()}, folder / "model.safetensors")


def _config() -> dict[str, Any]:
    """The published one's structure with small sizes."""
    return {
        "model_type": "diffusion_cond",
        "sample_size": 131072,
        "sample_rate": 44100,
        "audio_channels": 2,
        "model": {
            "pretransform": {"type": "autoencoder", "iterate_batch": True, "config": _codec()},
            "conditioning": {
                "configs": [
                    {
                        "id": "prompt",
                        "type": "t5",
                        "config": {"t5_model_name": "t5-base", "max_length": 64},
                    },
                    {
                        "id": "seconds_total",
                        "type": "number",
                        "config": {"min_val": 0, "max_val": 256},
                    },
                ],
                "cond_dim": WIDTH,
            },
            "diffusion": {
                "cross_attention_cond_ids": ["prompt", "seconds_total"],
                "global_cond_ids": ["seconds_total"],
                "diffusion_objective": "rf_denoiser",
                "type": "dit",
                "config": {
                    "io_channels": _LATENTS,
                    "embed_dim": _DIM,
                    "depth": 1,
                    "num_heads": 1,
                    "cond_token_dim": WIDTH,
                    "global_cond_dim": WIDTH,
                    "project_cond_tokens": False,
                    "transformer_type": "continuous_transformer",
                    "attn_kwargs": {"qk_norm": "ln"},
                },
            },
            "io_channels": _LATENTS,
        },
    }


def _codec() -> dict[str, Any]:
    encoder = {"in_channels": 2, "latent_dim": 2 * _LATENTS, **_CODER}
    decoder = {"out_channels": 2, "latent_dim": _LATENTS, "final_tanh": False, **_CODER}
    return {
        "encoder": {"type": "oobleck", "config": encoder},
        "decoder": {"type": "oobleck", "config": decoder},
        "bottleneck": {"type": "vae"},
        "latent_dim": _LATENTS,
        "downsampling_ratio": 2048,
        "io_channels": 2,
    }
