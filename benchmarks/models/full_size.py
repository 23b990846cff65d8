"""Full-size models with random weights: speed does not depend on what the weights are."""

from __future__ import annotations

import contextlib
from typing import Any
from unittest import mock

import torch
from tests.tiny_checkpoints import audiocraft_pair, stable_audio, upstream_talks

from tonekilnd.engines.neural.audiocraft.model import Model
from tonekilnd.engines.neural.audiocraft.upstream import audiocraft

WORDS = 16
"""Tokens of a usual prompt."""


@contextlib.contextmanager
def without_initialisation():
    """Upstream initialises weights one by one, for minutes; these are filled at once below."""
    names = ("normal_", "trunc_normal_", "uniform_", "kaiming_uniform_", "xavier_uniform_")
    with contextlib.ExitStack() as stack:
        for name in names:
            stack.enter_context(mock.patch.object(torch.nn.init, name, lambda t, *_, **__: t))
        stack.enter_context(upstream_talks())
        yield


def filled(module: torch.nn.Module, std: float = 0.02) -> Any:
    """Noise in every matrix, the same block of it over and over."""
    noise = torch.randn(1 << 22) * std
    for parameter in module.parameters():
        if parameter.ndim > 1:
            flat = parameter.data.view(-1)
            for part in flat.split(len(noise)):
                part.copy_(noise[: len(part)])
    return module.eval().requires_grad_(False)


def musicgen_small() -> Model:
    """300 M parameters and its EnCodec."""
    return _audiocraft_model(audiocraft_pair.MUSICGEN_SMALL)


def musicgen_medium() -> Model:
    """1.5 G parameters."""
    return _audiocraft_model(audiocraft_pair.MUSICGEN_MEDIUM)


def magnet_small() -> Model:
    """300 M parameters, 10 s, and its EnCodec."""
    return _audiocraft_model(audiocraft_pair.MUSICGEN_SMALL, magnet=True)


def _audiocraft_model(sizes: audiocraft_pair.Sizes, *, magnet: bool = False) -> Model:
    audiocraft()
    from audiocraft.models import builders
    from omegaconf import OmegaConf

    text = audiocraft_pair._lm_config(
        32000, stereo=False, melody=False, magnet=magnet, t5="t5-base", sizes=sizes
    )
    config = OmegaConf.create({**text, "conditioners": {}, "device": "cpu", "dtype": "float32"})
    if magnet:
        config.dataset.segment_duration = 10
        config.transformer_lm.compression_model_framerate = 50
        config.transformer_lm.segment_duration = 10
        config.transformer_lm.span_len = 3
    codec = OmegaConf.create(audiocraft_pair._codec_config(32000, [8, 5, 4, 4], sizes))
    codec.device = "cpu"
    with without_initialisation():
        lm = filled(builders.get_lm_model(config))
        encodec = filled(builders.get_compression_model(codec), 0.05)
    window = int(config.dataset.segment_duration * 50)
    cpu = torch.device("cpu")
    return Model(lm, encodec, "xformers" if magnet else "torch", window, cpu, torch.float32)


def conditions(model: Model, takes: int) -> dict[str, Any]:
    """Words for takes, then as many rows of none."""
    words = torch.randn(takes, WORDS, model.lm.dim)
    both = torch.cat([words, torch.zeros_like(words)])
    return {"description": (both, torch.ones(both.shape[:2]))}


def transformers_musicgen_small() -> Any:
    """The decoder of transformers' MusicGen."""
    from transformers import MusicgenForCausalLM
    from transformers.models.musicgen.configuration_musicgen import MusicgenDecoderConfig

    config = MusicgenDecoderConfig(
        hidden_size=1024, num_hidden_layers=24, num_attention_heads=16, ffn_dim=4096
    )
    with without_initialisation():
        return filled(MusicgenForCausalLM(config))


def stable_audio_config() -> dict[str, Any]:
    """Stable Audio Open Small's configuration with its published sizes."""
    config = stable_audio.config_of(small=True)
    config["sample_size"] = 524288
    inner = config["model"]
    inner["io_channels"] = 64
    inner["conditioning"]["cond_dim"] = 768
    coder = {
        "channels": 128,
        "c_mults": [1, 2, 4, 8, 16],
        "strides": [2, 4, 4, 8, 8],
        "use_snake": True,
    }
    autoencoder = inner["pretransform"]["config"]
    autoencoder["latent_dim"] = 64
    autoencoder["encoder"]["config"] = {"in_channels": 2, "latent_dim": 128, **coder}
    autoencoder["decoder"]["config"] = {
        "out_channels": 2,
        "latent_dim": 64,
        "final_tanh": False,
        **coder,
    }
    inner["diffusion"]["config"] |= {
        "io_channels": 64,
        "embed_dim": 1024,
        "depth": 16,
        "num_heads": 8,
        "cond_token_dim": 768,
        "global_cond_dim": 768,
        "project_cond_tokens": True,
    }
    return config


def stable_audio_open_small() -> Any:
    """The diffusion model of stable-audio-tools, without its text encoder."""
    from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

    config = stable_audio_config()
    del config["model"]["conditioning"]
    with without_initialisation():
        return filled(stable_audio_tools().factory.create_model_from_config(config))


def memory_block() -> torch.Tensor:
    """A gigabyte: how long its sum takes is what reading from memory takes, with our threads."""
    return torch.ones(1 << 28, dtype=torch.float32)
