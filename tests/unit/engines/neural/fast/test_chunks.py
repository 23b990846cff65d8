from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from torch import nn

from tonekilnd.engines.neural.fast.chunked_decode import decoded, radius_of, spans

HOP = 8


@given(
    total=st.integers(1, 300),
    share=st.floats(0, 1),
    radius=st.integers(0, 20),
    chunk=st.integers(1, 64),
)
def test_chunks_keep_every_latent_once_and_hear_their_neighbours(total, share, radius, chunk):
    count = max(1, round(total * share))
    found = spans(count, total, radius, chunk)
    assert [i for s in found for i in range(s.kept_first, s.kept_end)] == list(range(count))
    for s in found:
        assert s.first == max(0, s.kept_first - radius)
        assert s.end == min(total, s.kept_end + radius)


def small_decoder():
    torch.manual_seed(1)
    return nn.Sequential(
        nn.Conv1d(4, 6, 7, padding=3),
        nn.ConvTranspose1d(6, 6, 8, stride=4, padding=2),
        nn.Tanh(),
        nn.Conv1d(6, 6, 7, padding=9, dilation=3),
        nn.ConvTranspose1d(6, 6, 4, stride=2, padding=1),
        nn.Conv1d(6, 2, 7, padding=3),
    ).requires_grad_(False)


@pytest.mark.parametrize("frames", [1, HOP, 100, 40 * HOP])
@pytest.mark.parametrize("chunk", [1, 7, 64])
def test_chunks_give_the_samples_of_the_whole(frames, chunk):
    decoder = small_decoder()
    latents = torch.randn(4, 40)
    whole = decoder(latents[None])[0, :, :frames]
    ours = decoded(decoder, latents, frames, HOP, radius_of(decoder), chunk)
    torch.testing.assert_close(ours, whole, atol=1e-5, rtol=0)


def test_the_radius_is_needed():
    decoder = small_decoder()
    latents = torch.randn(4, 40)
    whole = decoder(latents[None])[0]
    short = decoded(decoder, latents, 40 * HOP, HOP, radius_of(decoder) // 2, 8)
    assert (short - whole).abs().max() > 1e-3
