"""The native decoder against stable-audio-tools' own."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from tests.tiny_checkpoints import upstream_talks

from tonekilnd.engines.fast.chunks import decoded, radius_of
from tonekilnd.engines.fast.native.build import CannotBuild
from tonekilnd.engines.fast.native.oobleck import NativeOobleck

HOP = 32


def oobleck(*, channels: int = 32, snake: bool = True):
    from tonekilnd.engines.stable_audio.upstream import stable_audio_tools

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


def native(decoder, cache):
    try:
        return NativeOobleck(decoder, cache)
    except CannotBuild as reason:
        pytest.skip(f"no native decoder here: {reason}")


def noise_db(ours, reference) -> float:
    return float(10 * torch.log10((ours - reference).pow(2).mean() / reference.pow(2).mean()))


@pytest.mark.parametrize("latents", [1, 3, 32, 77])
def test_it_decodes_as_upstream(latents, native_cache):
    decoder = oobleck()
    z = torch.randn(1, 8, latents)
    ours = native(decoder, native_cache)(z)
    reference = decoder(z)
    assert ours.shape == reference.shape == (1, 2, latents * HOP)
    assert noise_db(ours, reference) < -30


def test_its_rounding_is_no_worse_than_torchs_own_bfloat16(native_cache):
    decoder = oobleck()
    z = torch.randn(1, 8, 40)
    reference = decoder(z)
    ours = noise_db(native(decoder, native_cache)(z), reference)
    with torch.no_grad():
        theirs = noise_db(oobleck().bfloat16()(z.bfloat16()).float(), reference)
    assert ours < theirs


def test_in_chunks_it_decodes_the_whole(native_cache):
    decoder = oobleck()
    ours = native(decoder, native_cache)
    z = torch.randn(8, 50)
    frames = 45 * HOP - 5
    parts = decoded(ours, z, frames, HOP, radius_of(decoder), 16)
    torch.testing.assert_close(parts, ours(z[None])[0, :, :frames], atol=1e-5, rtol=0)


@pytest.mark.parametrize("other", [{"snake": False}, {"channels": 24}], ids=str)
def test_other_decoders_are_left_to_torch(other, native_cache):
    native(oobleck(), native_cache)
    with pytest.raises(CannotBuild):
        NativeOobleck(oobleck(**other), native_cache)
