"""The native decoder against stable-audio-tools' own."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from tests.tiny_checkpoints import upstream_talks
from tests.unit.engines.neural.fast.native_or_skip import native_or_skip

from tonekilnd.engines.neural.fast.native import conv_decoder
from tonekilnd.engines.neural.fast.native.abi import DType
from tonekilnd.engines.neural.fast.native.compiler import CannotBuild
from tonekilnd.engines.neural.stable_audio.oobleck import conv_layers

HOP = 32


def oobleck(*, channels: int = 32, snake: bool = True):
    from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

    stable_audio_tools()
    from stable_audio_tools.models.autoencoders import OobleckDecoder

    torch.manual_seed(2)
    with upstream_talks():
        decoder = OobleckDecoder(
            channels=channels,
            latent_dim=8,
            c_mults=[1, 2, 2],
            strides=[2, 4, 4],
            use_snake=snake,
            final_tanh=False,
        )
    for name, parameter in decoder.named_parameters():
        if name.endswith(("alpha", "beta")):
            parameter.data.normal_(std=0.3)
        if name.endswith("weight_g"):
            parameter.data.mul_(1.2)
    return decoder.eval().requires_grad_(False)


def native(decoder, cache, dtype):
    return native_or_skip(conv_decoder.ConvDecoder, conv_layers(decoder), cache, dtype)


def noise_db(ours, reference) -> float:
    return float(10 * torch.log10((ours - reference).pow(2).mean() / reference.pow(2).mean()))


@pytest.mark.parametrize("latents", [1, 3, 32, 77])
@pytest.mark.parametrize(("dtype", "most_noise"), [(DType.FP32, -110), (DType.BF16, -30)], ids=str)
def test_it_decodes_as_upstream(latents, dtype, most_noise, native_cache):
    decoder = oobleck()
    z = torch.randn(8, latents)
    ours = native(decoder, native_cache, dtype)(z, latents * HOP)
    reference = decoder(z[None])[0]
    assert ours.shape == reference.shape == (2, latents * HOP)
    assert noise_db(ours, reference) < most_noise


def test_its_rounding_is_no_worse_than_torchs_own_bfloat16(native_cache):
    decoder = oobleck()
    z = torch.randn(8, 40)
    reference = decoder(z[None])[0]
    ours = noise_db(native(decoder, native_cache, DType.BF16)(z, 40 * HOP), reference)
    with torch.no_grad():
        theirs = noise_db(oobleck().bfloat16()(z[None].bfloat16()).float()[0], reference)
    assert ours < theirs


def test_in_fp32_it_is_as_near_the_exact_audio_as_torch(native_cache):
    z = torch.randn(8, 40)
    exact = oobleck().double()(z[None].double())[0]
    ours = noise_db(native(oobleck(), native_cache, DType.FP32)(z, 40 * HOP), exact)
    assert ours < noise_db(oobleck()(z[None])[0], exact) + 1


@pytest.mark.parametrize("dtype", [DType.FP32, DType.BF16], ids=str)
@pytest.mark.parametrize("frames", [1, 45 * HOP - 5, 50 * HOP])
def test_in_chunks_it_decodes_the_whole(frames, dtype, native_cache, monkeypatch):
    ours = native(oobleck(), native_cache, dtype)
    z = torch.randn(8, 50)
    whole = ours(z, 50 * HOP)
    monkeypatch.setattr(conv_decoder, "CHUNK", 16)
    torch.testing.assert_close(ours(z, frames), whole[:, :frames], atol=0, rtol=0)


def test_a_window_ends_where_it_ends(native_cache):
    ours = native(oobleck(), native_cache, DType.FP32)
    assert ours(torch.randn(8, 3), 1000).shape == (2, 3 * HOP)


@pytest.mark.parametrize("other", [{"snake": False}, {"channels": 24}], ids=str)
def test_other_decoders_are_left_to_torch(other, native_cache):
    native(oobleck(), native_cache, DType.FP32)
    with pytest.raises(CannotBuild):
        conv_decoder.ConvDecoder(conv_layers(oobleck(**other)), native_cache, DType.FP32)
