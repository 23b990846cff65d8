"""MusicGen, AudioGen and MAGNeT as audiocraft publishes them: a pair of pickles.

`xp.cfg` is the training configuration as text, with references into an environment that no
longer exists (`${oc.env:USER}`) and values that were never filled in (`???`), as in the
published files; weights of the language model are stored in half precision.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.tiny_checkpoints.text_encoder import D_MODEL


@dataclass(frozen=True)
class Sizes:
    """Of a language model and its codec."""

    dim: int = 32
    heads: int = 2
    layers: int = 2
    card: int = 300
    window_seconds: int | None = None
    codec_dimension: int = 32
    codec_filters: int = 2
    codec_ratios: tuple[int, ...] | None = None
    text_width: int = D_MODEL


TINY = Sizes()
MUSICGEN_SMALL = Sizes(
    dim=1024,
    heads=16,
    layers=24,
    card=2048,
    window_seconds=30,
    codec_dimension=128,
    codec_filters=64,
    codec_ratios=(8, 5, 4, 4),
    text_width=768,
)
MUSICGEN_MEDIUM = replace(MUSICGEN_SMALL, dim=1536, heads=24, layers=48)
"""The published model's own sizes, for measurements."""

WINDOW_SECONDS = {32000: 20, 16000: 10}
"""Of MusicGen (30 when published; upstream needs more than 18) and AudioGen."""
MAGNET_WINDOW_SECONDS = 10
RATIOS = {32000: [20, 16, 10], 16000: [16, 10, 10]}
"""Upsampling of the tiny codecs: 10 tokens a second, a fifth of the published ones'."""
MAGNET_RATIOS = {32000: [10, 8, 8], 16000: [8, 5, 8]}
"""50 tokens a second as published: MAGNeT's window in tokens decides its longest take."""


def write_pair(
    folder: Path,
    *,
    sample_rate: int = 32000,
    stereo: bool = False,
    melody: bool = False,
    magnet: bool = False,
    text_encoder: str = "t5-base",
    codec_name: str = "",
    sizes: Sizes = TINY,
) -> Path:
    """Write state_dict.bin and compression_state_dict.bin.

    With `codec_name` the codec's file only names a published codec.
    """
    from tonekilnd.engines.neural.audiocraft.upstream import audiocraft

    audiocraft()
    import torch
    from omegaconf import OmegaConf

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(11)
    lm_text = OmegaConf.to_yaml(
        OmegaConf.create(
            _lm_config(
                sample_rate, sizes, stereo=stereo, melody=melody, magnet=magnet, t5=text_encoder
            )
        )
    )
    _save(folder / "state_dict.bin", _lm_state(lm_text, sizes), lm_text)
    if codec_name:
        torch.save(
            {"pretrained": codec_name, "exported": True, "version": "1.3.0"},
            folder / "compression_state_dict.bin",
        )
        return folder
    ratios = sizes.codec_ratios or (MAGNET_RATIOS if magnet else RATIOS)[sample_rate]
    codec_text = OmegaConf.to_yaml(
        OmegaConf.create(_codec_config(sample_rate, list(ratios), sizes))
    )
    _save(folder / "compression_state_dict.bin", _codec_state(codec_text), codec_text)
    return folder


def _save(file: Path, state: dict[str, Any], config: str) -> None:
    import torch

    package = {"best_state": state, "xp.cfg": config, "version": "1.3.0", "exported": True}
    torch.save(package, file)


def _lm_state(text: str, sizes: Sizes) -> dict[str, Any]:
    """Random weights under the names upstream's own builders give them."""
    import torch
    from audiocraft.models import builders
    from omegaconf import OmegaConf

    from tonekilnd.engines.neural.audiocraft.conditioners import BaseConditioner, ChromaExtractor

    config = OmegaConf.create(text)
    conditioners, config.conditioners = config.conditioners, {}
    config.device, config.dtype = "meta", "float32"
    if config.lm_model == "transformer_lm_magnet":
        config.transformer_lm.segment_duration = 1
        config.transformer_lm.compression_model_framerate = 50
        config.transformer_lm.span_len = 3
    with torch.device("meta"):
        shapes = builders.get_lm_model(config).state_dict()
    scale = 1.7 / sizes.dim**0.5
    state = {name: (torch.randn(t.shape) * scale).half() for name, t in shapes.items()}
    for name, entry in conditioners.items():
        prefix = f"condition_provider.conditioners.{name}."
        width = 12 if entry.model == "chroma_stem" else sizes.text_width
        made = BaseConditioner(width, sizes.dim)
        state |= {prefix + key: value for key, value in made.state_dict().items()}
        if entry.model == "chroma_stem":
            chroma = ChromaExtractor(32000, radix2_exp=14)
            state |= {f"{prefix}chroma.{k}": v for k, v in chroma.state_dict().items()}
    return {name: tensor.half() for name, tensor in state.items()}


def _codec_state(text: str) -> dict[str, Any]:
    from audiocraft.models import builders
    from omegaconf import OmegaConf

    config = OmegaConf.create(text)
    config.device = "cpu"
    codec = builders.get_compression_model(config)
    for layer in codec.quantizer.vq.layers:
        layer._codebook.embed.normal_()
        layer._codebook.inited.fill_(1)
    return dict(codec.state_dict())


def _lm_config(
    sample_rate: int, sizes: Sizes, *, stereo: bool, melody: bool, magnet: bool, t5: str
) -> dict[str, Any]:
    codebooks = 8 if stereo else 4
    chroma = {
        "model": "chroma_stem",
        "chroma_stem": {
            "sample_rate": "${sample_rate}",
            "n_chroma": 12,
            "radix2_exp": 14,
            "argmax": True,
            "match_len_on_eval": False,
            "eval_wavs": None,
            "n_eval_wavs": 100,
            "cache_path": "/checkpoint/${oc.env:USER}/cache",
        },
    }
    text = {
        "model": "t5",
        "t5": {"name": t5, "finetune": False, "word_dropout": 0.3, "normalize_text": False},
    }
    window = MAGNET_WINDOW_SECONDS if magnet else WINDOW_SECONDS[sample_rate]
    window = sizes.window_seconds or window
    config: dict[str, Any] = {
        "solver": "magnet" if magnet else "musicgen",
        "sample_rate": sample_rate,
        "channels": 2 if stereo else 1,
        "compression_model_checkpoint": "???",
        "compression_model_n_q": None,
        "slurm": {"owner": "${oc.env:USER}"},
        "dataset": {"segment_duration": window},
        "lm_model": "transformer_lm_magnet" if magnet else "transformer_lm",
        "codebooks_pattern": {
            "modeling": "parallel" if magnet else "delay",
            "parallel": {"empty_initial": -1 if magnet else 0},
            "delay": {
                "delays": [i // 2 for i in range(8)] if stereo else [0, 1, 2, 3],
                "flatten_first": 0,
                "empty_initial": 0,
            },
        },
        "transformer_lm": {
            "n_q": codebooks,
            "card": sizes.card,
            "dim": sizes.dim,
            "num_heads": sizes.heads,
            "num_layers": sizes.layers,
            "hidden_scale": 4,
            "dropout": 0.0,
            "activation": "gelu",
            "norm_first": True,
            "bias_ff": False,
            "bias_attn": False,
            "bias_proj": False,
            "causal": not magnet,
            "custom": False,
            "memory_efficient": True,
            "attention_as_float32": False,
            "positional_embedding": "sin",
            "weight_init": "gaussian",
            "depthwise_init": "current",
            "zero_bias_init": True,
        },
        "classifier_free_guidance": {"training_dropout": 0.3, "inference_coef": 3.0},
        "attribute_dropout": {},
        "fuser": {
            "cross_attention_pos_emb": False,
            "cross_attention_pos_emb_scale": 1,
            "sum": [],
            "prepend": ["self_wav", "description"] if melody else [],
            "cross": [] if melody else ["description"],
            "input_interpolate": [],
        },
        "conditioners": {**({"self_wav": chroma} if melody else {}), "description": text},
        "interleave_stereo_codebooks": {"use": stereo, "per_timestep": False},
    }
    if magnet:
        config["masking"] = {"span_len": 3}
        config["transformer_lm"] |= {
            "subcodes_context": 5,
            "compression_model_framerate": 50,
            "segment_duration": 0,
            "span_len": -1,
        }
    return config


def _codec_config(sample_rate: int, ratios: list[int], sizes: Sizes) -> dict[str, Any]:
    return {
        "sample_rate": sample_rate,
        "channels": 1,
        "compression_model": "encodec",
        "encodec": {
            "autoencoder": "seanet",
            "quantizer": "rvq",
            "sample_rate": "${sample_rate}",
            "channels": "${channels}",
            "causal": False,
            "renormalize": False,
        },
        "seanet": {
            "dimension": sizes.codec_dimension,
            "channels": "${channels}",
            "causal": "${encodec.causal}",
            "n_filters": sizes.codec_filters,
            "n_residual_layers": 1,
            "ratios": ratios,
            "activation": "ELU",
            "activation_params": {"alpha": 1.0},
            "norm": "weight_norm",
            "norm_params": {},
            "kernel_size": 7,
            "residual_kernel_size": 3,
            "last_kernel_size": 7,
            "dilation_base": 2,
            "pad_mode": "constant",
            "true_skip": True,
            "compress": 2,
            "lstm": 2,
            "disable_norm_outer_blocks": 0,
            "decoder": {
                "trim_right_ratio": 1.0,
                "final_activation": None,
                "final_activation_params": None,
            },
            "encoder": {},
        },
        "rvq": {
            "n_q": 4,
            "q_dropout": False,
            "bins": sizes.card,
            "decay": 0.99,
            "kmeans_init": True,
            "kmeans_iters": 50,
            "threshold_ema_dead_code": 2,
            "orthogonal_reg_weight": 0.0,
            "orthogonal_reg_active_codes_only": False,
        },
        "slurm": {"owner": "${oc.env:USER}"},
    }
