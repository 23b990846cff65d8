"""A language model with its codec and text encoder, loaded and ready to generate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch import nn

from tonekiln.protocol.errors import EngineUnavailable

from ...checkpoints.integrity import damaged
from .. import weights
from ..text_encoder import TextEncoder
from .conditioners import LocalT5Conditioner, MixChromaConditioner, provider_of
from .parts import Parts
from .upstream import audiocraft

audiocraft()

from audiocraft.models import builders  # noqa: E402

_CONDITIONERS = "condition_provider.conditioners."


@dataclass(frozen=True, slots=True)
class Model:
    """What generating needs.

    Attributes:
        lm: audiocraft's language model, conditioners included.
        codec: audiocraft's compression model; for stereo models the interleaving one.
        attention: the backend the model's attention was written for.
        window: how many tokens one pass of the model can span.
        dtype: of the language model's weights.
    """

    lm: Any
    codec: Any
    attention: str
    window: int
    device: torch.device
    dtype: torch.dtype

    @property
    def frame_rate(self) -> float:
        """Tokens per second and codebook."""
        return float(self.codec.frame_rate)

    @property
    def sample_rate(self) -> int:
        """Of the audio, in Hz."""
        return int(self.codec.sample_rate)

    @property
    def channels(self) -> int:
        """Of the audio."""
        return int(self.codec.channels)

    @property
    def text_encoder_and_codec(self) -> tuple[nn.Module, ...]:
        """What is computed with before and after the language model."""
        conditioners = self.lm.condition_provider.conditioners.values()
        return (*(c.t5 for c in conditioners if hasattr(c, "t5")), self.codec)

    @property
    def takes_melody(self) -> bool:
        """Whether the model was trained with a melody condition."""
        return "self_wav" in self.lm.condition_provider.conditioners

    def tokens_for(self, frames: int) -> int:
        """Fewest tokens that decode to at least `frames` of audio."""
        hop = round(self.sample_rate / self.frame_rate)
        return -(-frames // hop)


def build(parts: Parts, device: torch.device, dtype: torch.dtype) -> Model:
    """Put a checkpoint's parts together.

    Raises:
        EngineUnavailable: the tensors do not fit the configuration.
    """
    lm = _language_model(parts, device, dtype)
    codec = _codec(parts, device)
    config = parts.lm_config
    window = int(config.dataset.segment_duration * codec.frame_rate)
    masked = config.lm_model == "transformer_lm_magnet"
    if masked:
        lm._build_attn_masks(
            compression_model_framerate=int(codec.frame_rate),
            segment_duration=config.dataset.segment_duration,
            num_heads=config.transformer_lm.num_heads,
            device=device,
            dtype=dtype,
        )
    wrapped = builders.get_wrapped_compression_model(codec, config)
    # As upstream's loaders choose: MAGNeT's restricted attention needs an explicit mask.
    attention = "xformers" if masked and config.transformer_lm.memory_efficient else "torch"
    return Model(lm, wrapped.eval(), attention, window, device, dtype)


def _language_model(parts: Parts, device: torch.device, dtype: torch.dtype) -> Any:
    config = parts.lm_config.copy()
    conditioner_configs = config.conditioners
    config.conditioners = {}
    config.device = "meta"
    config.dtype = "float32"
    if config.lm_model == "transformer_lm_magnet":
        config.transformer_lm.compression_model_framerate = 1
        config.transformer_lm.segment_duration = 1
        config.transformer_lm.span_len = config.masking.span_len
    bare = {k: v for k, v in parts.lm.items() if not k.startswith(_CONDITIONERS)}
    lm = weights.filled(lambda: builders.get_lm_model(config), bare, dtype, parts.origin)
    lm = weights.moved(lm, device)
    conditioners = {
        str(name): _conditioner(str(name), entry, parts, device, dtype)
        for name, entry in conditioner_configs.items()
        if name != "args"
    }
    lm.condition_provider = provider_of(conditioners, str(device))
    return lm.eval()


def _conditioner(
    name: str, entry: Any, parts: Parts, device: torch.device, dtype: torch.dtype
) -> nn.Module:
    dim = parts.lm_config.transformer_lm.dim
    made: nn.Module
    match entry.model:
        case "t5":
            made = LocalT5Conditioner(_on(parts.text_encoder, device), dim, str(device))
        case "chroma_stem":
            seconds = parts.lm_config.dataset.segment_duration
            chroma = {
                key: entry.chroma_stem[key]
                for key in ("sample_rate", "n_chroma", "radix2_exp", "argmax")
            }
            made = MixChromaConditioner(dim, str(device), seconds, chroma)
        case other:
            raise EngineUnavailable(f"{parts.origin} conditions on {other}, which is not supported")
    prefix = f"{_CONDITIONERS}{name}."
    own = {k.removeprefix(prefix): v for k, v in parts.lm.items() if k.startswith(prefix)}
    try:
        missing, _ = made.load_state_dict(own, strict=False, assign=True)
    except RuntimeError as error:
        raise damaged(parts.origin, f"its conditioner {name} does not fit: {error}") from error
    # Only what was computed on making it may be absent: transformers' form has no chroma window.
    if any(part.startswith("output_proj.") for part in missing):
        raise damaged(parts.origin, f"it lacks {prefix}output_proj")
    made.output_proj.to(dtype)  # the rest, T5 and chroma, stays in fp32
    return made.to(device).eval().requires_grad_(False)


def _on(encoder: TextEncoder, device: torch.device) -> TextEncoder:
    return TextEncoder(encoder.tokenizer, weights.moved(encoder.model, device))


def _codec(parts: Parts, device: torch.device) -> Any:
    config = parts.codec_config.copy()
    config.device = "meta"
    codec = weights.filled(
        lambda: builders.get_compression_model(config), parts.codec, torch.float32, parts.origin
    )
    return weights.moved(codec, device)
