"""Attention over a window, and a block of Stable Audio's transformer, against upstream's."""

from __future__ import annotations

import copy

import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from tests.tiny_checkpoints import upstream_talks
from tests.unit.engines.neural.fast.native_or_skip import native_or_skip
from torch.nn import functional

from tonekilnd.engines.neural.fast.native.compiler import CannotBuild
from tonekilnd.engines.neural.fast.native.full_attention import FullAttention, Rotary
from tonekilnd.engines.neural.fast.native.gemm import Norm
from tonekilnd.engines.neural.stable_audio.block import FastBlock, RotaryTables
from tonekilnd.engines.neural.stable_audio.precisions import block_in_int8
from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools

WIDTH, DIM = 64, 128


@pytest.fixture(scope="module")
def upstream():
    """The module whose blocks are taken over."""
    stable_audio_tools()
    from stable_audio_tools.models import transformer

    return transformer


def in_heads(rows):
    return rows.unflatten(-1, (-1, WIDTH)).transpose(1, 2)


def expected(queries, keys, values):
    queries, keys, values = map(in_heads, (queries, keys, values))
    shared = queries.shape[1] // keys.shape[1]
    keys, values = (side.repeat_interleave(shared, dim=1) for side in (keys, values))
    heard = functional.scaled_dot_product_attention(queries, keys, values)
    return heard.transpose(1, 2).flatten(2)


def test_a_width_that_does_not_fit_is_refused(tmp_path):
    with pytest.raises(CannotBuild, match="multiples of 32"):
        FullAttention(48, None, None, tmp_path)


@pytest.mark.parametrize("steps", [1, 7, 8, 33])
@pytest.mark.parametrize("others", [1, 32, 65])
@pytest.mark.parametrize("key_heads", [1, 4], ids=["shared", "each its own"])
def test_it_is_torchs_attention(steps, others, key_heads, native_cache):
    torch.manual_seed(4)
    queries = torch.randn(2, steps, 4 * WIDTH) * 3
    keys_values = torch.randn(2, others, 2 * key_heads * WIDTH)
    keys, values = keys_values.chunk(2, dim=-1)
    ours = FullAttention(WIDTH, None, None, native_cache).attend(queries, keys, values)
    torch.testing.assert_close(ours, expected(queries, keys, values))


@pytest.mark.parametrize("turned", [32, 64])
@pytest.mark.parametrize("normed", [False, True])
def test_heads_are_normalised_and_turned_as_upstreams(turned, normed, native_cache, upstream):
    torch.manual_seed(4)
    queries, keys, values = torch.randn(2, 20, 3 * 2 * WIDTH).chunk(3, dim=-1)
    norms = [Norm(torch.rand(WIDTH), torch.rand(WIDTH), 1e-6) for _ in "qk"] if normed else None
    angles, _ = upstream.RotaryEmbedding(turned).forward_from_seq_len(20)
    half = angles[:, : turned // 2]
    turn = Rotary(half.cos().contiguous(), half.sin().contiguous())

    placed = []
    for number, side in enumerate((queries, keys)):
        heads = in_heads(side)
        if norms is not None:
            norm = norms[number]
            heads = functional.layer_norm(heads, (WIDTH,), norm.weight, norm.bias, norm.epsilon)
        heads = upstream.apply_rotary_pos_emb(heads, angles)
        placed.append(heads.transpose(1, 2).flatten(2))
    attention = FullAttention(WIDTH, *(norms or (None, None)), native_cache)
    ours = attention.attend(queries, keys, values, turn)
    torch.testing.assert_close(ours, expected(*placed, values))


def test_a_step_hears_the_same_beside_others(native_cache):
    torch.manual_seed(4)
    queries, keys, values = torch.randn(3, 2, 40, 2 * WIDTH)
    attention = FullAttention(WIDTH, None, None, native_cache)
    both = attention.attend(queries, keys, values)
    alone = attention.attend(queries[1:, 3:4], keys[1:], values[1:])
    assert torch.equal(both[1:, 3:4], alone)


def block_of(upstream, **changed):
    """One of upstream's blocks, its numbers of a usual size."""
    torch.manual_seed(4)
    chosen = {
        "dim_heads": WIDTH,
        "cross_attend": True,
        "dim_context": WIDTH,
        "zero_init_branch_outputs": False,
        "attn_kwargs": {"qk_norm": "ln"},
        **changed,
    }
    with upstream_talks():
        block = upstream.TransformerBlock(DIM, **chosen).eval().requires_grad_(False)
    for parameter in block.parameters():
        parameter.data = torch.randn_like(parameter) * 0.1 + (parameter.ndim == 1)
    return block


@pytest.mark.parametrize("qk_norm", ["none", "ln"])
@pytest.mark.parametrize("words", [True, False])
def test_a_block_is_upstreams_around_the_same_matrices(qk_norm, words, native_cache, upstream):
    block = block_of(upstream, attn_kwargs={"qk_norm": qk_norm})
    ours = native_or_skip(FastBlock, block, native_cache)
    x, context = torch.randn(2, 33, DIM), torch.randn(2, 9, WIDTH) if words else None
    angles = upstream.RotaryEmbedding(32).forward_from_seq_len(33)
    before = x.clone()
    with torch.inference_mode():
        heard = ours(x, context=context, rotary_pos_emb=angles, global_cond=None)
        exact = block(x, context=context, rotary_pos_emb=angles)
        off = (exact - heard).norm() / (exact - x).norm()
    assert torch.equal(x, before)
    assert off < 0.02


def test_a_block_hears_the_words_it_is_given_now(native_cache, upstream):
    """It keeps what it made of the last ones."""
    block = block_of(upstream)
    kept, fresh = (native_or_skip(FastBlock, block, native_cache) for _ in range(2))
    x, first = torch.randn(2, 33, DIM), torch.randn(2, 9, WIDTH)
    second = first.clone()
    with torch.inference_mode():
        once = kept(x, context=first)
        assert torch.equal(kept(x, context=first), once)
        first[1, 8] += 1  # the caller's own, changed in place
        assert torch.equal(kept(x, context=first), fresh(x, context=first))
        assert torch.equal(kept(x, context=second), once)
        assert kept(x[:1], context=second[:1, :5]).shape == x[:1].shape


def test_cosines_and_sines_are_made_once_for_the_blocks_of_a_step(upstream):
    tables = RotaryTables()
    angles, _ = upstream.RotaryEmbedding(32).forward_from_seq_len(20)
    first = tables.of(angles)
    assert tables.of(angles) is first
    torch.testing.assert_close(first.cosines, angles[:, :16].cos(), rtol=0, atol=0)
    longer, _ = upstream.RotaryEmbedding(32).forward_from_seq_len(33)
    torch.testing.assert_close(tables.of(longer).sines, longer[:, :16].sin(), rtol=0, atol=0)


@pytest.mark.parametrize(
    "changed",
    [
        {"global_cond_dim": DIM},
        {"dim_heads": 32},
        {"conformer": True},
        {"layer_scale": True},
        {"norm_type": "rms_norm"},
        {"local_add_cond_dim": 8},
        {"add_rope": True},
        {"attn_kwargs": {"qk_norm": "l2"}},
        {"attn_kwargs": {"differential": True}},
        {"attn_kwargs": {"feat_scale": True}},
        {"ff_kwargs": {"glu": False}},
        {"ff_kwargs": {"use_conv": True}},
    ],
    ids=str,
)
def test_a_block_with_other_parts_is_left_to_upstream(changed, native_cache, upstream):
    block = block_of(upstream, **changed)
    with pytest.raises(CannotBuild, match="not those of Stable Audio Open"):
        FastBlock(block, native_cache)
    x, context = torch.randn(2, 20, DIM), torch.randn(2, 9, WIDTH)
    cond = torch.randn(2, 6 * DIM)
    with torch.inference_mode():
        exact = block(x, context=context, global_cond=cond)
        near = block_in_int8(copy.deepcopy(block), native_cache)(
            x, context=context, global_cond=cond
        )
    assert (near - exact).norm() / exact.norm() < 0.05


def test_without_int8_a_block_cannot_be_taken_over(upstream, tmp_path, monkeypatch):
    def none(_cache):
        raise CannotBuild("there is no C++ compiler")

    monkeypatch.setattr("tonekilnd.engines.neural.fast.native.gemm.library", none)
    with pytest.raises(CannotBuild, match="compiler"):
        FastBlock(block_of(upstream), tmp_path)
