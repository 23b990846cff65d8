"""Stable Audio Open Small: a step of its transformer, its autoencoder, and a whole clip."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch
from tests.tiny_checkpoints import upstream_talks

from tonekilnd.engines.neural.stable_audio.model import Model
from tonekilnd.engines.neural.stable_audio.precisions import FastDiffusion

from ..table import Row, row
from ..turns import PATIENCE, in_turn
from . import full_size

STEPS = 8
RATE = 44100
CLIPS = (11.0, 4.0)


def measure(*, quick: bool) -> list[Row]:
    """stable-audio-tools computes its whole window whatever is asked for."""
    wrapped = full_size.stable_audio_open_small()
    model = Model(wrapped, 524288, torch.device("cpu"), torch.float32, {})
    fast = FastDiffusion(model, Path(tempfile.mkdtemp()))
    variants = {name: fast.of(name) for name in ("fp32", "bf16", "int8")}
    latents = torch.randn(64, model.window // model.hop)
    ways: dict[str, Callable[[], object]] = {
        "step": partial(step, model, latents),
        "decode": lambda: wrapped.pretransform.decode(latents[None]),
    }
    for name, variant in variants.items():
        ways[f"step {name}"] = partial(step, variant.model, latents)
        for seconds in CLIPS:
            frames = round(seconds * RATE)
            ways[f"decode {name} {seconds}"] = partial(variant.decode, latents, frames)
    with torch.inference_mode(), upstream_talks():
        took = in_turn(ways, 2, patience=PATIENCE) if quick else in_turn(ways, 4)
    stock = STEPS * took["step"] + took["decode"]
    rows = []
    for name in variants:
        rows.append(row(f"transformer step, {name}", "s", took[f"step {name}"], stock=took["step"]))
        for seconds in CLIPS:
            decode = took[f"decode {name} {seconds}"]
            rows.append(row(f"decode {seconds:g} s, {name}", "s", decode, stock=took["decode"]))
            ours = STEPS * took[f"step {name}"] + decode
            rows.append(row(f"latents and audio, {seconds:g} s, {name}", "s", ours, stock=stock))
    return rows


def step(model: Model, latents: torch.Tensor) -> None:
    """One of the transformer's, on the model's own device."""
    like = {"dtype": model.dtype, "device": model.device}
    model.wrapped.model(
        latents[None].to(**like),
        torch.ones(1, **like),
        cross_attn_cond=torch.zeros(1, 65, 768, **like),
        cross_attn_mask=torch.ones(1, 65, dtype=torch.bool, device=model.device),
        global_cond=torch.zeros(1, 768, **like),
        cfg_scale=1.0,
        batch_cfg=True,
    )
