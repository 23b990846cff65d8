"""Stable Audio Open as stable-audio-tools publishes it: model_config.json and safetensors."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.tiny_checkpoints.text_encoder import D_MODEL

SAMPLE_SIZE = 131072
"""Frames of one pass, about 3 s; 524288 and 2097152 when published."""
DIM, LATENTS = 128, 8


def write_stable_audio(
    folder: Path, *, small: bool, config: dict[str, Any] | None = None, std: float = 0.08
) -> Path:
    """Write the config and random weights under the names upstream's factory gives them.

    A config of one's own is built without upstream's initialisation: all is filled here.
    """
    from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

    tools = stable_audio_tools()
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    uninitialised = config is not None
    config = config or config_of(small=small)
    (folder / "model_config.json").write_text(json.dumps(config, indent=1))
    torch.manual_seed(3)
    bare = json.loads(json.dumps(config))
    conditioning = bare["model"].pop("conditioning")
    model = tools.factory.create_model_from_config(bare)
    numbers = [entry for entry in conditioning["configs"] if entry["type"] != "t5"]
    conditioner = tools.conditioners.create_multi_conditioner_from_conditioning_config(
        {**conditioning, "configs": numbers}
    )
    state = dict(model.state_dict())
    for name, tensor in state.items():
        if name.startswith("model.") and tensor.ndim > 1:
            state[name] = torch.randn_like(tensor) * std
    state |= {f"conditioner.{k}": v for k, v in conditioner.state_dict().items()}
    if uninitialised:
        state = {name: _filled(name, tensor, std) for name, tensor in state.items()}
    save_file({k: v.contiguous() for k, v in state.items()}, folder / "model.safetensors")
    return folder


def _filled(name: str, tensor: Any, std: float) -> Any:
    if name.endswith("weight_g"):
        return tensor.fill_(0.75)  # a norm: the audio is neither silent nor far over full scale
    if tensor.ndim > 1:
        return tensor.normal_(std=std)
    return tensor.zero_() if name.endswith("bias") else tensor


def config_of(*, small: bool, t5: str = "t5-base") -> dict[str, Any]:
    """The published configurations' structure with small sizes."""
    prompt = {"t5_model_name": t5, "max_length": 64 if small else 128}
    seconds = {"min_val": 0, "max_val": 512}
    numbers = ["seconds_total"] if small else ["seconds_start", "seconds_total"]
    coder = {"channels": 2, "c_mults": [1, 1, 2, 2], "strides": [4, 8, 8, 8], "use_snake": True}
    return {
        "model_type": "diffusion_cond",
        "sample_size": SAMPLE_SIZE,
        "sample_rate": 44100,
        "audio_channels": 2,
        "model": {
            "pretransform": {
                "type": "autoencoder",
                "iterate_batch": True,
                "config": {
                    "encoder": {
                        "type": "oobleck",
                        "config": {"in_channels": 2, "latent_dim": 2 * LATENTS, **coder},
                    },
                    "decoder": {
                        "type": "oobleck",
                        "config": {
                            "out_channels": 2,
                            "latent_dim": LATENTS,
                            "final_tanh": False,
                            **coder,
                        },
                    },
                    "bottleneck": {"type": "vae"},
                    "latent_dim": LATENTS,
                    "downsampling_ratio": 2048,
                    "io_channels": 2,
                },
            },
            "conditioning": {
                "configs": [
                    {"id": "prompt", "type": "t5", "config": prompt},
                    *({"id": n, "type": "number", "config": seconds} for n in numbers),
                ],
                "cond_dim": D_MODEL,
            },
            "diffusion": {
                "cross_attention_cond_ids": ["prompt", *numbers],
                "global_cond_ids": numbers,
                "diffusion_objective": "rf_denoiser" if small else "v",
                "type": "dit",
                "config": {
                    "io_channels": LATENTS,
                    "embed_dim": DIM,
                    "depth": 2,
                    "num_heads": 2,
                    "cond_token_dim": D_MODEL,
                    "global_cond_dim": D_MODEL * len(numbers),
                    "project_cond_tokens": False,
                    "transformer_type": "continuous_transformer",
                    **({"attn_kwargs": {"qk_norm": "ln"}} if small else {}),
                },
            },
            "io_channels": LATENTS,
        },
    }
