"""Stable Audio 3 as it is published: configuration, safetensors and a T5Gemma in a folder beside.

The structure is rebuilt from upstream's code and from what is public of the configurations; no
published one was at hand.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

GEMMA = "t5gemma-b-b-ul2"
WIDTH, LATENTS, PATCH, STRIDE = 32, 8, 32, 16
SAMPLE_SIZE = 2**20
"""Frames of the longest pass, 23 s; 5,292,032 and 16,777,216 when published."""
_WORDS = "warm analog pad rain driving techno drums synth lead at bpm in a minor"


def write_stable_audio_3(folder: Path, *, medium: bool = False, base: bool = False) -> Path:
    """Write the config, random weights under the names upstream's factory gives them, T5Gemma."""
    from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

    tools = stable_audio_tools()
    import torch
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    write_gemma(folder / GEMMA)
    config = config_of(medium=medium, base=base)
    (folder / "model_config.json").write_text(json.dumps(config, indent=1))
    torch.manual_seed(7)
    bare = json.loads(json.dumps(config))
    conditioning = bare["model"].pop("conditioning")
    state = dict(tools.factory.create_model_from_config(bare).state_dict())
    numbers = [entry for entry in conditioning["configs"] if entry["id"] != "prompt"]
    conditioner = tools.conditioners.create_multi_conditioner_from_conditioning_config(
        {**conditioning, "configs": numbers}
    )
    state |= {f"conditioner.{name}": each for name, each in conditioner.state_dict().items()}
    state["conditioner.conditioners.prompt.padding_embedding"] = torch.randn(WIDTH) * 0.5
    state = {name: _drawn(name, tensor) for name, tensor in state.items()}
    save_file({k: v.contiguous() for k, v in state.items()}, folder / "model.safetensors")
    return folder


def _drawn(name: str, tensor: Any) -> Any:
    """Upstream begins with zeros in many places, which would hide whatever they multiply."""
    import torch

    if name.endswith(
        ("inv_freq", "gamma", "running_std", "noise_scaling_factor", "scaling_factor")
    ):
        return tensor
    if name.endswith("weight_g"):
        return tensor
    if tensor.ndim > 1:
        return torch.randn_like(tensor) * 0.08
    return tensor + torch.randn_like(tensor) * 0.02 if tensor.is_floating_point() else tensor


def write_gemma(folder: Path) -> Path:
    """A tiny T5Gemma with its decoder, in bfloat16, as the published file is."""
    import torch
    from transformers import GemmaTokenizer, T5GemmaConfig, T5GemmaForConditionalGeneration

    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    pieces = sorted({"▁", *_WORDS.replace(" ", "▁"), *(f"<0x{byte:02X}>" for byte in range(256))})
    vocabulary = {piece: number for number, piece in enumerate([*special, *pieces])}
    tokenizer = GemmaTokenizer(vocab=vocabulary, merges=[], padding_side="right")
    tokenizer.save_pretrained(folder)
    torch.manual_seed(9)
    half = {
        "vocab_size": len(vocabulary),
        "hidden_size": WIDTH,
        "intermediate_size": 48,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
        "num_key_value_heads": 2,
        "head_dim": 16,
        "sliding_window": 64,
    }
    config = T5GemmaConfig(encoder=dict(half), decoder=dict(half), vocab_size=len(vocabulary))
    model = T5GemmaForConditionalGeneration(config).to(torch.bfloat16)
    model.save_pretrained(folder)
    return folder


def config_of(*, medium: bool, base: bool) -> dict[str, Any]:
    """A configuration with small sizes; small and medium differ where the published ones do."""
    codec = {
        "channels": 16,
        "c_mults": [2],
        "strides": [STRIDE],
        "latent_dim": LATENTS,
        "transformer_depths": [2],
        "differential": True,
        "dyt": True,
        "dim_heads": 16,
        "variable_stride": True,
    }
    if medium:
        codec["sliding_window"] = [1, 1]
    else:
        codec |= {"chunk_size": 32, "chunk_midpoint_shift": True}
    decoder = {**codec, "mask_noise": 0.01, "sinusoidal_blocks": [1 if medium else 0]}
    if not medium:
        decoder["conv_mapping"] = True
    hop = PATCH * STRIDE
    return {
        "model_type": "diffusion_cond_inpaint",
        "sample_size": SAMPLE_SIZE,
        "sample_rate": 44100,
        "audio_channels": 2,
        "model": {
            "pretransform": {
                "type": "autoencoder",
                "iterate_batch": True,
                "config": {
                    "pretransform": {
                        "type": "patched",
                        "config": {"patch_size": PATCH, "channels": 2},
                    },
                    "encoder": {"type": "same", "config": {"in_channels": 2 * PATCH, **codec}},
                    "decoder": {"type": "same", "config": {"out_channels": 2 * PATCH, **decoder}},
                    "bottleneck": {
                        "type": "softnorm",
                        "config": {
                            "dim": LATENTS,
                            "noise_augment_dim": 0,
                            "noise_regularize": True,
                            "auto_scale": True,
                            "freeze": True,
                        },
                    },
                    "latent_dim": LATENTS,
                    "downsampling_ratio": hop,
                    "io_channels": 2,
                },
            },
            "conditioning": {
                "configs": [
                    {
                        "id": "prompt",
                        "type": "t5gemma",
                        "config": {
                            "model_name": f"google/{GEMMA}",
                            "repo_id": "stabilityai/stable-audio-3",
                            "subfolder": GEMMA,
                            "max_length": 256,
                            "padding_mode": "learned",
                        },
                    },
                    {
                        "id": "seconds_total",
                        "type": "number",
                        "config": {"min_val": 0, "max_val": 384, "fourier_features_type": "expo"},
                    },
                ],
                "cond_dim": WIDTH,
            },
            "diffusion": {
                "cross_attention_cond_ids": ["prompt", "seconds_total"],
                "global_cond_ids": ["seconds_total"],
                "local_add_cond_ids": ["inpaint_mask", "inpaint_masked_input"],
                "diffusion_objective": "rectified_flow" if base else "rf_denoiser",
                "mask_padding_attention": True,
                "use_effective_length_for_schedule": True,
                "distribution_shift_options": {"type": "full"},
                "sampling_distribution_shift_options": None,
                "type": "dit",
                "config": {
                    "io_channels": LATENTS,
                    "embed_dim": 64,
                    "depth": 2,
                    "num_heads": 2,
                    "cond_token_dim": WIDTH,
                    "global_cond_dim": WIDTH,
                    "local_add_cond_dim": LATENTS + 1,
                    "project_cond_tokens": False,
                    "transformer_type": "continuous_transformer",
                    "global_cond_type": "adaLN",
                    "timestep_features_type": "expo",
                    "norm_type": "rms_norm",
                    "attn_kwargs": {"qk_norm": "ln", "differential": medium},
                },
            },
            "io_channels": LATENTS,
        },
    }
