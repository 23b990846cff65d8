"""MusicGen as transformers publishes it, read as audiocraft's own parts.

transformers renames audiocraft's tensors and splits the joint query-key-value projection; both
are undone here, so that one model and one decoding path serves both published forms.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from tonekiln import foreign

from ...checkpoints.forms import SAFETENSORS, SAFETENSORS_INDEX, shards_of
from .. import weights
from ..text_encoder import text_encoder_of
from ..weights import State
from .parts import Parts
from .upstream import audiocraft

audiocraft()

from omegaconf import OmegaConf  # noqa: E402
from transformers import EncodecConfig, MusicgenDecoderConfig  # noqa: E402

WINDOW_SECONDS = 30
"""What every published MusicGen was trained on; transformers' configuration does not say."""

_CHROMA = {"sample_rate": 32000, "n_chroma": 12, "radix2_exp": 14, "argmax": True}
"""audiocraft's conditioner/chroma2music, which is what the melody models were trained with."""


def read(folder: Path) -> Parts:
    """The parts of a folder in transformers' form."""
    config = foreign.read_object(folder / "config.json")
    state = _all_tensors(folder)
    decoder = MusicgenDecoderConfig.from_dict(config["decoder"])
    melody = "audio_enc_to_dec_proj.weight" in state
    return Parts(
        lm_config=OmegaConf.create(_lm_config(decoder, melody=melody)),
        lm=_lm_state(state),
        codec_config=OmegaConf.create(codec_config(config["audio_encoder"])),
        codec=codec_state(_under(state, "audio_encoder.")),
        text_encoder=text_encoder_of(
            config["text_encoder"], _under(state, "text_encoder."), folder
        ),
        origin=folder / SAFETENSORS,
    )


def read_codec(folder: Path) -> tuple[Any, State]:
    """Configuration and state of an EnCodec published on its own (`facebook/encodec_32khz`)."""
    config = foreign.read_object(folder / "config.json")
    return OmegaConf.create(codec_config(config)), codec_state(_all_tensors(folder))


def _all_tensors(folder: Path) -> State:
    index = folder / SAFETENSORS_INDEX
    if (folder / SAFETENSORS).exists() or not index.exists():
        return weights.mapped(folder / SAFETENSORS)
    state: State = {}
    for shard in shards_of(foreign.read(index, foreign.MOST_JSON_BYTES)):
        state |= weights.mapped(folder / shard)
    return state


def _under(state: Mapping[str, Tensor], prefix: str) -> State:
    return {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}


def _lm_config(decoder: Any, *, melody: bool) -> dict[str, Any]:
    stereo = decoder.audio_channels == 2
    steps = decoder.num_codebooks // decoder.audio_channels
    return {
        "lm_model": "transformer_lm",
        "dataset": {"segment_duration": WINDOW_SECONDS},
        "codebooks_pattern": {
            "modeling": "delay",
            "delay": {
                "delays": [step for step in range(steps) for _ in range(decoder.audio_channels)],
                "flatten_first": 0,
                "empty_initial": 0,
            },
        },
        "transformer_lm": {
            "n_q": decoder.num_codebooks,
            "card": decoder.vocab_size,
            "dim": decoder.hidden_size,
            "num_heads": decoder.num_attention_heads,
            "num_layers": decoder.num_hidden_layers,
            "hidden_scale": decoder.ffn_dim / decoder.hidden_size,
            "activation": decoder.activation_function,
            "dropout": 0.0,
            "norm_first": True,
            "bias_proj": False,
            "bias_ff": False,
            "bias_attn": False,
            "causal": True,
            "memory_efficient": True,
        },
        "attribute_dropout": {},
        "classifier_free_guidance": {"training_dropout": 0.0, "inference_coef": 3.0},
        "fuser": {
            "cross_attention_pos_emb": False,
            "cross_attention_pos_emb_scale": 1,
            "sum": [],
            "prepend": ["self_wav", "description"] if melody else [],
            "cross": [] if melody else ["description"],
            "input_interpolate": [],
        },
        "conditioners": {
            **({"self_wav": {"model": "chroma_stem", "chroma_stem": _CHROMA}} if melody else {}),
            "description": {"model": "t5", "t5": {"name": "t5-base"}},
        },
        "interleave_stereo_codebooks": {"use": stereo, "per_timestep": False},
        "compression_model_n_q": None,
    }


_LM_NAMES = (
    (r"^decoder\.lm_heads\.", "linears."),
    (r"^decoder\.model\.decoder\.embed_tokens\.", "emb."),
    (r"^decoder\.model\.decoder\.layer_norm\.", "out_norm."),
    (r"^decoder\.model\.decoder\.layers\.", "transformer.layers."),
    (r"\.encoder_attn_layer_norm\.", ".norm_cross."),
    (r"\.self_attn_layer_norm\.", ".norm1."),
    (r"\.final_layer_norm\.", ".norm2."),
    (r"\.encoder_attn\.", ".cross_attention."),
    (r"\.fc1\.", ".linear1."),
    (r"\.fc2\.", ".linear2."),
    (r"^audio_enc_to_dec_proj\.", "condition_provider.conditioners.self_wav.output_proj."),
    (r"^enc_to_dec_proj\.", "condition_provider.conditioners.description.output_proj."),
)
_NO_LM = ("text_encoder.", "audio_encoder.", "decoder.model.decoder.embed_positions.")


def _lm_state(state: Mapping[str, Tensor]) -> State:
    renamed: State = {}
    for name, tensor in state.items():
        if not name.startswith(_NO_LM):
            for pattern, replacement in _LM_NAMES:
                name = re.sub(pattern, replacement, name)  # noqa: PLW2901
            renamed[name] = tensor
    for name in [name for name in renamed if name.endswith(".q_proj.weight")]:
        stem = name.removesuffix("q_proj.weight")
        rows = [renamed.pop(f"{stem}{part}_proj.weight") for part in "qkv"]
        renamed[f"{stem}in_proj_weight"] = torch.cat(rows)
    return renamed


def codec_config(published: Mapping[str, Any]) -> dict[str, Any]:
    """The configuration, in audiocraft's terms, of an EnCodec that transformers describes."""
    config = EncodecConfig.from_dict(dict(published))
    bandwidth = max(config.target_bandwidths) * 1000
    hop = 1
    for ratio in config.upsampling_ratios:
        hop *= ratio
    bits = (config.codebook_size - 1).bit_length() * config.sampling_rate / hop
    return {
        "compression_model": "encodec",
        "sample_rate": config.sampling_rate,
        "encodec": {
            "autoencoder": "seanet",
            "quantizer": "rvq",
            "sample_rate": config.sampling_rate,
            "channels": config.audio_channels,
            "causal": config.use_causal_conv,
            "renormalize": config.normalize,
        },
        "seanet": {
            "dimension": config.hidden_size,
            "channels": config.audio_channels,
            "causal": config.use_causal_conv,
            "n_filters": config.num_filters,
            "n_residual_layers": config.num_residual_layers,
            "ratios": list(config.upsampling_ratios),
            "activation": "ELU",
            "activation_params": {"alpha": 1.0},
            "norm": config.norm_type,
            "norm_params": {},
            "kernel_size": config.kernel_size,
            "residual_kernel_size": config.residual_kernel_size,
            "last_kernel_size": config.last_kernel_size,
            "dilation_base": config.dilation_growth_rate,
            "pad_mode": config.pad_mode,
            "true_skip": not config.use_conv_shortcut,
            "compress": config.compress,
            "lstm": config.num_lstm_layers,
            "disable_norm_outer_blocks": 0,
            "decoder": {"trim_right_ratio": config.trim_right_ratio},
            "encoder": {},
        },
        "rvq": {"n_q": round(bandwidth / bits), "bins": config.codebook_size},
    }


_CODEC_NAMES = (
    (r"parametrizations\.weight\.original0$", "weight_g"),
    (r"parametrizations\.weight\.original1$", "weight_v"),
    (r"^quantizer\.layers\.(\d+)\.codebook\.", r"quantizer.vq.layers.\1._codebook."),
    (r"^(encoder|decoder)\.layers\.", r"\1.model."),
)
_TRANSPOSED = re.compile(r"^decoder\.model\.\d+\.conv\.")


def codec_state(state: Mapping[str, Tensor]) -> State:
    """An EnCodec's state under audiocraft's names."""
    renamed: State = {}
    for name, tensor in state.items():
        for pattern, replacement in _CODEC_NAMES:
            name = re.sub(pattern, replacement, name)  # noqa: PLW2901
        renamed[name] = tensor
    return {_conv_name(name, renamed): tensor for name, tensor in renamed.items()}


def _conv_name(name: str, state: Mapping[str, Tensor]) -> str:
    """Each convolution is wrapped twice: `conv.conv`, or `convtr.convtr` upsampling.

    An upsampling convolution's bias has as many entries as its weight's second axis; the
    first and last convolutions of the decoder are ordinary.
    """
    if ".conv." not in name:
        return name
    layers = [int(n.split(".")[2]) for n in state if n.startswith("decoder.model.")]
    position = int(name.split(".")[2])
    upsampling = _TRANSPOSED.match(name) and 0 < position < max(layers)
    return name.replace(".conv.", ".convtr.convtr." if upsampling else ".conv.conv.")
