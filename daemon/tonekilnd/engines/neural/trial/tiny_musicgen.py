"""A MusicGen as transformers publishes it: text encoder, language model and codec in one file."""

from __future__ import annotations

from pathlib import Path

import torch

from ...libraries.stand_ins import torchaudio_without_its_extension
from .tiny_text_encoder import text_config, write_vocabulary

torchaudio_without_its_extension()

from transformers import (  # noqa: E402
    EncodecConfig,
    MusicgenConfig,
    MusicgenDecoderConfig,
    MusicgenForConditionalGeneration,
)

_WIDTH, _CODES = 32, 64


def write_musicgen(folder: Path) -> None:
    """Write config, weights and vocabulary."""
    folder.mkdir(parents=True)
    torch.manual_seed(0)
    model = MusicgenForConditionalGeneration(
        MusicgenConfig(
            text_encoder=text_config().to_dict(),
            audio_encoder=_codec().to_dict(),
            decoder=_language_model().to_dict(),
        )
    )
    for parameter in model.decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    for layer in model.audio_encoder.quantizer.layers:
        layer.codebook.embed.normal_()
        layer.codebook.inited.fill_(1)
    model.save_pretrained(folder)
    write_vocabulary(folder)


def _language_model() -> MusicgenDecoderConfig:
    return MusicgenDecoderConfig(
        vocab_size=_CODES,
        hidden_size=_WIDTH,
        num_attention_heads=2,
        num_hidden_layers=1,
        ffn_dim=2 * _WIDTH,
        num_codebooks=4,
        audio_channels=1,
        pad_token_id=_CODES,
        bos_token_id=_CODES,
    )


def _codec() -> EncodecConfig:
    """Structure and rate of the published one: 50 codes a second at 32 kHz."""
    return EncodecConfig(
        target_bandwidths=[1.2],
        sampling_rate=32000,
        audio_channels=1,
        normalize=False,
        codebook_size=_CODES,
        codebook_dim=_WIDTH,
        hidden_size=_WIDTH,
        num_filters=2,
        num_residual_layers=1,
        upsampling_ratios=[8, 5, 4, 4],
        norm_type="weight_norm",
        use_causal_conv=False,
        num_lstm_layers=2,
        use_conv_shortcut=False,
    )
