"""Products of many rows, and attention to near tokens, against plain torch."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from torch.nn import functional

from tonekilnd.engines.neural.fast.local_attention import LocalAttention
from tonekilnd.engines.neural.fast.matrices import many_rows_in_int8
from tonekilnd.engines.neural.fast.native.compiler import CannotBuild
from tonekilnd.engines.neural.fast.native.many_rows import ManyRows, Norm


def rounded(x, group: int):
    """To 255 levels, a scale for each group of the last dimension."""
    grouped = x.double().unflatten(-1, (-1, group))
    scales = grouped.abs().amax(dim=-1, keepdim=True) / 127
    return ((grouped / scales).round() * scales).flatten(-2)


@pytest.mark.parametrize("rows", [1, 12, 257])
@pytest.mark.parametrize(
    ("outputs", "inputs", "group"), [(64, 512, 256), (96, 48, 16)], ids=["256", "16"]
)
@pytest.mark.parametrize("biased", [False, True])
def test_the_native_product_is_that_of_the_rounded_numbers(
    rows, outputs, inputs, group, biased, native_cache
):
    torch.manual_seed(4)
    matrix, x = torch.randn(outputs, inputs), torch.randn(rows, inputs)
    bias = torch.randn(outputs) if biased else None
    try:
        native = ManyRows(matrix, bias, native_cache)
    except CannotBuild as reason:
        pytest.skip(f"no native product here: {reason}")
    expected = functional.linear(rounded(x, group), rounded(matrix, group))
    expected = expected if bias is None else expected + bias
    torch.testing.assert_close(native.of(x).double(), expected, rtol=0, atol=1e-4)


def test_rows_are_normalised_or_gated_on_their_way_in(native_cache):
    torch.manual_seed(4)
    matrix, x = torch.randn(64, 256), torch.randn(2, 30, 256)
    norm = Norm(torch.rand(256), torch.rand(256), 1e-5)
    gates = torch.randn(2, 30, 512) * 4
    gates[0, 0, 256:] = torch.linspace(-200, 200, 256)
    try:
        native = ManyRows(matrix, torch.randn(64), native_cache)
    except CannotBuild as reason:
        pytest.skip(f"no native product here: {reason}")
    normed = functional.layer_norm(x, (256,), norm.weight, norm.bias, norm.epsilon)
    low, high = gates.chunk(2, dim=-1)
    there = torch.randn(2, 30, 64)
    plain, gated = there.clone(), there.clone()
    native.add_to(plain, x)
    native.add_gated_to(gated, gates)
    # One number that is rounded to its other neighbour moves a product by a hundredth or so.
    near = {"rtol": 0.01, "atol": 0.1}
    torch.testing.assert_close(native.of_normed(x, norm), native.of(normed), **near)
    torch.testing.assert_close(plain, there + native.of(x))
    torch.testing.assert_close(gated, there + native.of(low * functional.silu(high)), **near)


@pytest.mark.parametrize("outputs", [64, 50], ids=["native", "torch"])
def test_int8_is_near_the_exact_product(outputs, native_cache):
    torch.manual_seed(4)
    matrix, bias, x = torch.randn(outputs, 256), torch.randn(outputs), torch.randn(2, 30, 256)
    exact = functional.linear(x, matrix, bias)
    near = many_rows_in_int8(matrix, bias, native_cache).of(x)
    assert near.shape == exact.shape
    assert (near - exact).norm() / exact.norm() < 0.02


@pytest.mark.parametrize("tokens", [1, 31, 64, 100])
@pytest.mark.parametrize("context", [0, 5, 40])
def test_near_attention_is_that_of_a_mask_over_all(tokens, context):
    torch.manual_seed(4)
    query, keys, values = (torch.randn(2, 3, tokens, 16) for _ in range(3))
    place = torch.arange(tokens)
    near = (place[:, None] - place[None]).abs() <= context
    masked = functional.scaled_dot_product_attention(query, keys, values, attn_mask=near)
    ours = LocalAttention(tokens, context, torch.device("cpu"))(query, keys, values)
    torch.testing.assert_close(ours, masked)
