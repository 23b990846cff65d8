"""MusicGen as transformers publishes it: one safetensors file with all three models."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.tiny_checkpoints.text_encoder import write_text_encoder

DIM, HEADS, LAYERS, CARD = 32, 2, 2, 512


def write_musicgen(folder: Path, *, stereo: bool = False, melody: bool = False) -> Path:
    """Write config.json, model.safetensors and the tokenizer's file."""
    import torch
    from transformers import (
        EncodecConfig,
        MusicgenConfig,
        MusicgenDecoderConfig,
        MusicgenForConditionalGeneration,
        MusicgenMelodyConfig,
        MusicgenMelodyDecoderConfig,
        MusicgenMelodyForConditionalGeneration,
        T5Config,
    )

    text = write_text_encoder(folder / "t5")
    parts = {
        "text_encoder": T5Config.from_pretrained(text).to_dict(),
        "audio_encoder": _codec_config(EncodecConfig).to_dict(),
        "decoder": (MusicgenMelodyDecoderConfig if melody else MusicgenDecoderConfig)(
            vocab_size=CARD,
            hidden_size=DIM,
            num_attention_heads=HEADS,
            num_hidden_layers=LAYERS,
            ffn_dim=4 * DIM,
            num_codebooks=8 if stereo else 4,
            audio_channels=2 if stereo else 1,
            pad_token_id=CARD,
            bos_token_id=CARD,
        ).to_dict(),
    }
    torch.manual_seed(7)
    if melody:
        model = MusicgenMelodyForConditionalGeneration(
            MusicgenMelodyConfig(**parts, num_chroma=12, chroma_length=24)
        )
    else:
        model = MusicgenForConditionalGeneration(MusicgenConfig(**parts))
    for parameter in model.decoder.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    for codebook in model.audio_encoder.quantizer.layers:
        codebook.codebook.embed.normal_()
        codebook.codebook.inited.fill_(1)
    model.save_pretrained(folder)
    shutil.move(text / "spiece.model", folder / "spiece.model")
    shutil.rmtree(text)
    return folder


def _codec_config(kind: type) -> object:
    return kind(
        target_bandwidths=[1.8],
        sampling_rate=32000,
        audio_channels=1,
        normalize=False,
        codebook_size=CARD,
        codebook_dim=32,
        hidden_size=32,
        num_filters=2,
        num_residual_layers=1,
        upsampling_ratios=[8, 5, 4, 4],
        norm_type="weight_norm",
        kernel_size=7,
        last_kernel_size=7,
        residual_kernel_size=3,
        dilation_growth_rate=2,
        use_causal_conv=False,
        pad_mode="reflect",
        compress=2,
        num_lstm_layers=2,
        trim_right_ratio=1.0,
        use_conv_shortcut=False,
    )


def write_codec(folder: Path) -> Path:
    """EnCodec on its own, as `facebook/encodec_32khz` is published."""
    import torch
    from transformers import EncodecConfig, EncodecModel

    torch.manual_seed(9)
    model = EncodecModel(_codec_config(EncodecConfig))
    for codebook in model.quantizer.layers:
        codebook.codebook.embed.normal_()
        codebook.codebook.inited.fill_(1)
    model.save_pretrained(folder)
    return folder
