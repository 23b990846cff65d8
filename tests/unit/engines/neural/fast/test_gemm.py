"""Products of many rows, and attention to near tokens, against plain torch."""

from __future__ import annotations

import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from tests.unit.engines.neural.fast.native_or_skip import native_or_skip
from torch.nn import functional

from tonekilnd.engines.neural.fast.local_attention import LocalAttention
from tonekilnd.engines.neural.fast.native.gemm import Int8Gemm, Norm
from tonekilnd.engines.neural.fast.quantise import int8_gemm


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
    native = native_or_skip(Int8Gemm, matrix, bias, native_cache)
    expected = functional.linear(rounded(x, group), rounded(matrix, group))
    expected = expected if bias is None else expected + bias
    torch.testing.assert_close(native.matmul(x).double(), expected, rtol=0, atol=1e-4)


def test_rows_are_normalised_or_gated_on_their_way_in(native_cache):
    torch.manual_seed(4)
    matrix, x = torch.randn(64, 256), torch.randn(2, 30, 256)
    norm = Norm(torch.rand(256), torch.rand(256), 1e-5)
    gates = torch.randn(2, 30, 512) * 4
    gates[0, 0, 256:] = torch.linspace(-200, 200, 256)
    native = native_or_skip(Int8Gemm, matrix, torch.randn(64), native_cache)
    normed = functional.layer_norm(x, (256,), norm.weight, norm.bias, norm.epsilon)
    low, high = gates.chunk(2, dim=-1)
    there = torch.randn(2, 30, 64)
    plain, gated = there.clone(), there.clone()
    native.matmul_add(plain, x)
    native.matmul_swiglu_add(gated, gates)
    # One number that is rounded to its other neighbour moves a product by a hundredth or so.
    near = {"rtol": 0.01, "atol": 0.1}
    torch.testing.assert_close(native.matmul_normed(x, norm), native.matmul(normed), **near)
    torch.testing.assert_close(plain, there + native.matmul(x))
    torch.testing.assert_close(gated, there + native.matmul(low * functional.silu(high)), **near)


@pytest.mark.parametrize("outputs", [64, 50], ids=["native", "torch"])
def test_int8_is_near_the_exact_product(outputs, native_cache):
    torch.manual_seed(4)
    matrix, bias, x = torch.randn(outputs, 256), torch.randn(outputs), torch.randn(2, 30, 256)
    exact = functional.linear(x, matrix, bias)
    near = int8_gemm(matrix, bias, native_cache).matmul(x)
    assert near.shape == exact.shape
    assert (near - exact).norm() / exact.norm() < 0.02


@pytest.mark.parametrize("tokens", [1, 31, 64, 100])
@pytest.mark.parametrize("context", [0, 5, 40])
def test_local_attention_is_that_of_a_mask_over_all(tokens, context):
    torch.manual_seed(4)
    query, keys, values = (torch.randn(2, 3, tokens, 16) for _ in range(3))
    place = torch.arange(tokens)
    near = (place[:, None] - place[None]).abs() <= context
    masked = functional.scaled_dot_product_attention(query, keys, values, attn_mask=near)
    ours = LocalAttention(tokens, context, torch.device("cpu"))(query, keys, values)
    torch.testing.assert_close(ours, masked)
