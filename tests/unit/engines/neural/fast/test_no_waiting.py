"""Decoding never looks at a value: on a device that has none (`meta`), it runs all the same.

A look from the host would make every step wait for a GPU; a tensor left on another device is
refused, too. What this cannot show is how fast a GPU is.
"""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from tests.tiny_checkpoints import upstream_talks
from tests.tiny_checkpoints.asking import loaded
from tests.unit.engines.neural.fast import test_decoders as decoders

from tonekilnd.engines.neural.audiocraft.autoregressive import Choice, continued
from tonekilnd.engines.neural.audiocraft.lm_weights import prefill_of, weights_of
from tonekilnd.engines.neural.audiocraft.masked import Schedule, decoded, window_tokens
from tonekilnd.engines.neural.audiocraft.model import Model
from tonekilnd.engines.neural.audiocraft.precisions import FastMasked
from tonekilnd.engines.neural.fast import cuda_graph
from tonekilnd.engines.neural.fast.decoders import GuidedStepper
from tonekilnd.engines.neural.fast.quantise import in_bf16
from tonekilnd.engines.neural.stable_audio.diffusion import Diffusion, Sampling, latents
from tonekilnd.engines.neural.stable_audio.precisions import _with_transformer

META = torch.device("meta")
TAKES = 2
# Torch draws from its own generator for None; meta has no generators of its own.
GENERATORS = [None] * TAKES


def elsewhere(tree):
    """Tensors of a tree of tuples and dicts on the device without values."""
    if isinstance(tree, dict):
        return {name: elsewhere(part) for name, part in tree.items()}
    return tuple(part.to(META) for part in tree)


def test_the_device_refuses_to_be_looked_at():
    with pytest.raises((NotImplementedError, RuntimeError)):
        torch.ones(1, device=META).item()


@pytest.mark.parametrize("built", decoders.KINDS, ids=str)
def test_steps_of_musicgen(built, monkeypatch):
    monkeypatch.setattr(cuda_graph.GraphedDecoder, "_captured", decoders.run_again)
    lm = copy.deepcopy(decoders.model(built)).to(META)
    weights = in_bf16(weights_of(lm))
    given = elsewhere(decoders.conditions(TAKES, prefixed=built.prefixed))
    nothing = torch.zeros(TAKES, built.codebooks, 0, dtype=torch.long, device=META)
    with torch.inference_mode():
        prefill = prefill_of(lm, weights, given)
        stepper = GuidedStepper(cuda_graph.GraphedDecoder(weights, prefill, decoders.ROOM))
        model = Model(lm, None, "torch", 50, META, torch.float32)
        choice = Choice(guidance=3.0, temperature=1.0, top_k=5)
        codes = continued(model, stepper, nothing, 20, choice, GENERATORS, lambda _final: None)
    assert codes.device == META
    assert codes.shape == (TAKES, built.codebooks, 20)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
def test_steps_of_magnet(precision, tmp_path):
    here = loaded("magnet-small-10secs")._model
    model = replace(here, lm=copy.deepcopy(here.lm).to(META), device=META)
    words = torch.randn(2 * TAKES, 5, model.lm.dim)
    given = elsewhere({"description": (words, torch.ones(2 * TAKES, 5))})
    schedule = Schedule((2,) * model.lm.n_q, 10.0, 1.0, temperature=3.0, top_k=0, top_p=0.9)
    tokens = window_tokens(model)
    with torch.inference_mode():
        hear = FastMasked(model.lm, tmp_path).of(precision)(model, given, tokens)
        codes = decoded(model, hear, schedule, GENERATORS, lambda _done, _of: None)
    assert codes.device == META
    assert codes.shape == (TAKES, model.lm.n_q, tokens)


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_steps_of_stable_audio(dtype):
    here = loaded("stable-audio-open-small")._variants.of("fp32").model
    transformer = copy.deepcopy(here.wrapped.model).to(META, dtype)
    model = replace(_with_transformer(here, transformer, dtype), device=META)
    inner = transformer.model
    given = {
        "cross_attn_cond": torch.zeros(
            TAKES, 9, inner.to_cond_embed[0].in_features, device=META, dtype=dtype
        ),
        "cross_attn_mask": torch.ones(TAKES, 9, device=META, dtype=torch.bool),
        "global_cond": torch.zeros(
            TAKES, inner.to_global_embed[0].in_features, device=META, dtype=dtype
        ),
    }
    noise = torch.empty(TAKES, here.wrapped.io_channels, 8, device=META)
    sampling = Sampling("pingpong", 4, guidance=1.0, sigma_min=0.0, sigma_max=1.0)
    with torch.inference_mode(), upstream_talks():
        made = latents(
            Diffusion(model, noise, None, given, sampling, GENERATORS, lambda _done, _of: None)
        )
    assert made.device == META
    assert made.shape == noise.shape
