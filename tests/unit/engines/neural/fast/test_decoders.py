"""The decoders against audiocraft's own transformer, on small random weights."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from tests.tiny_checkpoints import upstream_talks
from tests.unit.engines.neural.fast.native_or_skip import native_or_skip

from tonekilnd.engines.neural.audiocraft.upstream import audiocraft

audiocraft()

from audiocraft.models import builders
from audiocraft.modules.transformer import set_efficient_attention_backend
from omegaconf import OmegaConf

from tonekilnd.engines.neural.audiocraft.lm_weights import prefill_of, weights_of
from tonekilnd.engines.neural.fast import cuda_graph
from tonekilnd.engines.neural.fast.decoder import TorchDecoder
from tonekilnd.engines.neural.fast.native.abi import DType
from tonekilnd.engines.neural.fast.native.decode import NativeDecoder, native_weights
from tonekilnd.engines.neural.fast.quantise import in_bf16, in_int8

CARD, DIM = 64, 64
WORDS, PREFIX = 7, 5
ROOM = 64


@dataclass(frozen=True)
class Built:
    codebooks: int = 4
    prefixed: bool = False


KINDS = [Built(), Built(codebooks=8), Built(prefixed=True)]


@cache
def model(built: Built):
    torch.manual_seed(3)
    fuse = {"sum": [], "input_interpolate": [], "prepend": [], "cross": []}
    fuse["prepend" if built.prefixed else "cross"] = ["description"]
    config = {
        "device": "cpu",
        "dtype": "float32",
        "conditioners": {},
        "fuser": {"cross_attention_pos_emb": False, "cross_attention_pos_emb_scale": 1, **fuse},
        "dataset": {"segment_duration": 1},
        "lm_model": "transformer_lm",
        "codebooks_pattern": {
            "modeling": "delay",
            "delay": {"delays": list(range(built.codebooks)), "empty_initial": 0},
        },
        "transformer_lm": {
            "n_q": built.codebooks,
            "card": CARD,
            "dim": DIM,
            "num_heads": 4,
            "num_layers": 3,
            "hidden_scale": 4,
            "dropout": 0.0,
            "activation": "gelu",
            "norm_first": True,
            "bias_ff": False,
            "bias_attn": False,
            "bias_proj": False,
            "causal": True,
            "custom": False,
            "memory_efficient": True,
            "attention_as_float32": False,
            "positional_embedding": "sin",
        },
        "classifier_free_guidance": {"training_dropout": 0.3, "inference_coef": 3.0},
        "attribute_dropout": {},
    }
    with upstream_talks():
        lm = builders.get_lm_model(OmegaConf.create(config))
    for parameter in lm.parameters():
        parameter.data.normal_(std=0.15)
    return lm.eval().requires_grad_(False)


def conditions(takes: int, *, prefixed: bool):
    torch.manual_seed(5)
    steps = PREFIX if prefixed else WORDS
    asked = torch.randn(takes, steps, DIM)
    return {
        "description": (torch.cat([asked, torch.zeros_like(asked)]), torch.ones(2 * takes, steps))
    }


def columns(built: Built, takes: int, parts: list[int]):
    """Tokens in parts of the given numbers of steps, special tokens among them."""
    torch.manual_seed(7)
    tokens = torch.randint(0, CARD + 1, (takes, built.codebooks, sum(parts)))
    return torch.cat([tokens, tokens]).split(parts, dim=-1)


def upstream_logits(built: Built, takes: int, parts: list[int]):
    """As the streaming transformer gives them; it takes several steps only at the start."""
    lm = model(built)
    set_efficient_attention_backend("torch")
    given = conditions(takes, prefixed=built.prefixed)
    with torch.inference_mode(), lm.streaming():
        return [
            lm(part, conditions=[], condition_tensors=given)[:, :, -1]
            for part in columns(built, takes, parts)
        ]


def logits_of(decoder, built: Built, takes: int, parts: list[int]):
    with torch.inference_mode():
        return [decoder.logits(part) for part in columns(built, takes, parts)]


def torch_decoder(built: Built, takes: int, change=lambda weights: weights):
    lm = model(built)
    weights = weights_of(lm)
    prefill = prefill_of(lm, weights, conditions(takes, prefixed=built.prefixed))
    return TorchDecoder(change(weights), prefill, ROOM)


def graphed_decoder(built: Built, takes: int):
    lm = model(built)
    weights = weights_of(lm)
    prefill = prefill_of(lm, weights, conditions(takes, prefixed=built.prefixed))
    return cuda_graph.GraphedDecoder(weights, prefill, ROOM)


def native_decoder(built: Built, takes: int, dtype: DType, cache_folder: Path):
    lm = model(built)
    weights = weights_of(lm)
    prefill = prefill_of(lm, weights, conditions(takes, prefixed=built.prefixed))
    packed = native_or_skip(native_weights, weights, dtype, cache_folder)
    return NativeDecoder(packed, prefill, ROOM)


def farthest(ours, upstream) -> float:
    """Largest total variation between the distributions of any step and codebook."""
    return max(
        float((a.softmax(-1) - b.softmax(-1)).abs().sum(-1).max() / 2)
        for a, b in zip(ours, upstream, strict=True)
    )


@pytest.mark.parametrize("built", KINDS, ids=str)
@pytest.mark.parametrize("parts", [[1] * 20, [9, 1, 1, 1]], ids=["steps", "continued"])
def test_torch_in_fp32_is_upstream(built, parts):
    upstream = upstream_logits(built, 1, parts)
    ours = logits_of(torch_decoder(built, 1), built, 1, parts)
    for a, b in zip(ours, upstream, strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=0)


@pytest.mark.parametrize("built", KINDS, ids=str)
@pytest.mark.parametrize(
    ("dtype", "distance"), [(DType.FP32, 1e-5), (DType.BF16, 0.02), (DType.INT8, 0.05)]
)
@pytest.mark.parametrize("takes", [1, 4, 5])
def test_the_native_step_agrees_with_upstream(built, dtype, distance, takes, native_cache):
    parts = [6, 1, 1] + [1] * 20
    upstream = upstream_logits(built, takes, parts)
    ours = logits_of(native_decoder(built, takes, dtype, native_cache), built, takes, parts)
    assert farthest(ours, upstream) < distance


@pytest.mark.parametrize("dtype", list(DType))
def test_a_take_in_the_native_step_does_not_hear_its_neighbours(dtype, native_cache):
    built, parts = Built(), [3, 1, 1, 1]
    alone = logits_of(native_decoder(built, 1, dtype, native_cache), built, 1, parts)
    both = native_decoder(built, 2, dtype, native_cache)
    with torch.inference_mode():
        for part, first in zip(columns(built, 1, parts), alone, strict=True):
            asked, nothing = part.chunk(2)
            noise = torch.randint_like(asked, CARD)
            given = both.logits(torch.cat([asked, noise, nothing, noise]))
            torch.testing.assert_close(given[[0, 2]], first, atol=0, rtol=0)


def test_a_long_beginning_is_fed_in_parts(native_cache):
    built, parts = Built(), [50, 1]
    upstream = upstream_logits(built, 2, parts)
    ours = logits_of(native_decoder(built, 2, DType.FP32, native_cache), built, 2, parts)
    assert farthest(ours, upstream) < 1e-5


def run_again(decoder, span: int):
    """Stands in for a captured graph: replaying is running the same step on the same tensors."""
    return lambda: decoder._step(span)


@pytest.mark.parametrize("built", KINDS, ids=str)
@pytest.mark.parametrize("span", [4, 8, 256])
def test_steps_of_fixed_shapes_are_upstreams(built, span, monkeypatch):
    """What a graph is captured from, run as it is; the capture itself needs a GPU."""
    monkeypatch.setattr(cuda_graph, "SPAN", span)
    monkeypatch.setattr(cuda_graph.GraphedDecoder, "_captured", run_again)
    parts = [3] + [1] * 20
    decoder = graphed_decoder(built, 2)
    with torch.inference_mode():
        ours = [decoder.logits(part).clone() for part in columns(built, 2, parts)]
    for a, b in zip(ours, upstream_logits(built, 2, parts), strict=True):
        torch.testing.assert_close(a, b, atol=1e-5, rtol=0)


def test_a_step_that_cannot_be_captured_is_run_instead(monkeypatch, caplog):
    def refused(_decoder, _span):
        raise RuntimeError("operation not permitted when stream is capturing")

    monkeypatch.setattr(cuda_graph, "SPAN", 8)
    monkeypatch.setattr(cuda_graph.GraphedDecoder, "_captured", refused)
    built, parts = Built(), [3] + [1] * 20
    ours = logits_of(graphed_decoder(built, 2), built, 2, parts)
    assert farthest(ours, upstream_logits(built, 2, parts)) < 1e-5
    assert "not permitted" in caplog.text
    assert len(caplog.records) == 3  # once for each span, not for each step


@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU")
def test_on_a_gpu_steps_are_replayed():
    built, parts = Built(), [3] + [1] * 20
    lm = copy.deepcopy(model(built)).cuda()
    weights = weights_of(lm)
    given = {k: (a.cuda(), b.cuda()) for k, (a, b) in conditions(1, prefixed=False).items()}
    prefill = prefill_of(lm, weights, given)
    decoder = cuda_graph.GraphedDecoder(weights, prefill, ROOM)
    with torch.inference_mode():
        ours = [decoder.logits(part.cuda()).cpu() for part in columns(built, 1, parts)]
    assert farthest(ours, upstream_logits(built, 1, parts)) < 1e-3


@pytest.mark.parametrize(("change", "distance"), [(in_bf16, 0.05), (in_int8, 0.1)])
def test_torch_in_fewer_bits_is_near(change, distance):
    built, parts = Built(), [4, 1, 1, 1, 1]
    upstream = upstream_logits(built, 1, parts)
    ours = logits_of(torch_decoder(built, 1, change), built, 1, parts)
    assert farthest([part.float() for part in ours], upstream) < distance


def test_other_architectures_are_left_to_upstream():
    lm = model(Built())
    lm.transformer.positional_embedding = "rope"
    try:
        assert weights_of(lm) is None
    finally:
        lm.transformer.positional_embedding = "sin"
