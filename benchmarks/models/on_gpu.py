"""On a CUDA GPU: MusicGen-medium's step against memory, and Stable Audio Open Small's 11 s."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch
from tests.tiny_checkpoints import upstream_talks

from tonekilnd.engines.neural.audiocraft.autoregressive import upstream_stepper
from tonekilnd.engines.neural.audiocraft.model import Model
from tonekilnd.engines.neural.audiocraft.precisions import FastSteppers
from tonekilnd.engines.neural.stable_audio.model import Model as DiffusionModel
from tonekilnd.engines.neural.stable_audio.precisions import FastDiffusion

from ..table import Row, row
from ..turns import in_turn
from . import full_size
from .musicgen_step import step_bytes
from .stable_audio import RATE, STEPS, step

SECONDS = 11.0


def measure(*, quick: bool) -> list[Row]:
    """Ours and stock in bf16 and fp16, as both load there by default."""
    if not torch.cuda.is_available():
        print("\non_gpu needs a CUDA GPU, and there is none")
        return []
    device, rounds = torch.device("cuda"), 50 if quick else 300
    return [
        *musicgen(full_size.musicgen_medium(), device, rounds),
        *stable_audio(device, 5 if quick else 30),
    ]


def musicgen(model: Model, device: torch.device, rounds: int) -> list[Row]:
    """A step with guidance of one take and of four, in turn with reading memory."""
    ours = replace(model, lm=model.lm.to(device), device=device)
    opened = FastSteppers(ours, Path(tempfile.mkdtemp())).of("bf16")
    limit = step_bytes(model, "bf16")
    stock = replace(ours, lm=model.lm.to(torch.float16))
    memory = full_size.memory_block().to(device)
    rows = []
    for takes in (1, 4):
        given = full_size.conditions(model, takes)
        tokens = torch.randint(0, model.lm.card, (takes, model.lm.n_q, 1), device=device)
        with contextlib.ExitStack() as stack:
            stack.enter_context(upstream_talks())
            stack.enter_context(torch.inference_mode())
            fast = stack.enter_context(opened(ours, _on(given, device, torch.float32)))
            slow = stack.enter_context(upstream_stepper(stock, _on(given, device, torch.float16)))
            ways = {
                "memory": memory.sum,
                "stock": partial(slow.logits, tokens, 3.0),
                "ours": partial(fast.logits, tokens, 3.0),
            }
            took = in_turn({name: _waited_for(work, device) for name, work in ways.items()}, rounds)
        floor = limit * took["memory"] / memory.nbytes
        name = f"step with guidance on a GPU, bf16, {takes} take{'s' * (takes > 1)}"
        stock_ms, limit_ms = took["stock"] * 1e3, floor * 1e3
        rows.append(row(name, "ms", took["ours"] * 1e3, stock=stock_ms, limit=limit_ms))
    return rows


def stable_audio(device: torch.device, rounds: int) -> list[Row]:
    """Eight steps and the audio, beside stable-audio-tools in fp16."""
    wrapped = full_size.stable_audio_open_small().to(device)
    model = DiffusionModel(wrapped, 524288, device, torch.float32, {})
    variant = FastDiffusion(model, Path(tempfile.mkdtemp())).of("bf16")
    latents = torch.randn(64, model.window // model.hop, device=device)
    frames = round(SECONDS * RATE)
    half = torch.float16 if device.type == "cuda" else torch.float32

    def ours() -> None:
        for _ in range(STEPS):
            step(variant.model, latents)
        variant.decode(latents, frames)

    def stock() -> None:
        with torch.autocast(device.type, half, enabled=device.type == "cuda"):
            for _ in range(STEPS):
                step(model, latents)
            wrapped.pretransform.decode(latents[None])

    ways = {"ours": _waited_for(ours, device), "stock": _waited_for(stock, device)}
    with torch.inference_mode(), upstream_talks():
        took = in_turn(ways, rounds)
    name = f"Stable Audio Open Small on a GPU, latents and audio, {SECONDS:g} s, bf16"
    return [row(name, "ms", took["ours"] * 1e3, stock=took["stock"] * 1e3)]


def _on(given: dict, device: torch.device, dtype: torch.dtype) -> dict:
    return {name: (a.to(device, dtype), b.to(device)) for name, (a, b) in given.items()}


def _waited_for(work: Callable[[], object], device: torch.device) -> Callable[[], object]:
    """A GPU is still at work when it has been told everything."""

    def waited() -> None:
        work()
        if device.type == "cuda":
            torch.cuda.synchronize(device)

    return waited
