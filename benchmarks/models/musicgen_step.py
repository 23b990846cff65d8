"""MusicGen-small: a decoding step with guidance, and a clip of 8 s."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

import torch
from tests.tiny_checkpoints import upstream_talks

from tonekilnd.engines.neural.audiocraft.autoregressive import Choice, continued, upstream_stepper
from tonekilnd.engines.neural.audiocraft.lm_weights import weights_of
from tonekilnd.engines.neural.audiocraft.model import Model
from tonekilnd.engines.neural.audiocraft.precisions import FastSteppers
from tonekilnd.engines.neural.fast.native.packing import GROUP

from ..table import Row, row
from ..turns import in_turn
from . import full_size

PRECISIONS = ("fp32", "bf16", "int8")
SECONDS = 8.0


def measure(*, quick: bool) -> list[Row]:
    """Steps in turn with audiocraft's and transformers'; then whole clips."""
    model = full_size.musicgen_small()
    fast = FastSteppers(model, Path(tempfile.mkdtemp()))
    rows = []
    for takes in (1, 4):
        times = _steps(model, fast, takes, 20 if quick else 50)
        many = "" if takes == 1 else f", {takes} variations"
        for precision in PRECISIONS:
            limit = step_bytes(model, precision) * times["a byte"]
            name = f"MusicGen-small step, {precision}{many}"
            ours = times[precision]
            rows.append(row(name, "ms", ours, stock=times["audiocraft"], limit=limit))
        if takes == 1:
            name = "MusicGen-small step, fp32, beside transformers"
            rows.append(row(name, "ms", times["fp32"], stock=_transformers(20 if quick else 50)))
    if not quick:
        stock = _clip(model, upstream_stepper)
        for precision in PRECISIONS:
            name = f"MusicGen-small, {SECONDS:.0f} s, tokens and audio, {precision}"
            rows.append(row(name, "s", _clip(model, fast.of(precision)), stock=stock))
    return rows


def _steps(model, fast: FastSteppers, takes: int, count: int) -> dict[str, float]:
    """Median milliseconds of a step, each way in turn; and of reading a byte from memory."""
    memory = full_size.memory_block()
    given = full_size.conditions(model, takes)
    tokens = torch.randint(0, model.lm.card, (takes, model.lm.n_q, 1))
    openers = {"audiocraft": upstream_stepper} | {p: fast.of(p) for p in PRECISIONS}
    with contextlib.ExitStack() as stack:
        stack.enter_context(upstream_talks())
        steppers = {n: stack.enter_context(o(model, given)) for n, o in openers.items()}
        ways: dict[str, Callable[[], object]] = {"memory": memory.sum}
        ways |= {n: partial(s.logits, tokens, 3.0) for n, s in steppers.items()}
        took = in_turn(ways, count)
    milliseconds = {name: seconds * 1e3 for name, seconds in took.items()}
    return {**milliseconds, "a byte": milliseconds["memory"] / memory.nbytes}


def _transformers(count: int) -> float:
    decoder = full_size.transformers_musicgen_small()
    words = torch.randn(2, full_size.WORDS, 1024)
    tokens = torch.randint(0, 2048, (8, 1))
    times, past = [], None
    with torch.inference_mode():
        for _ in range(count):
            began = perf_counter()
            out = decoder(tokens, encoder_hidden_states=words, past_key_values=past, use_cache=True)
            past = out.past_key_values
            times.append((perf_counter() - began) * 1e3)
    return median(times[1:])


def step_bytes(model: Model, precision: str) -> float:
    """What a step must read of the weights; an int8 scale stands for 128 of them."""
    weights = weights_of(model.lm)
    matrices = [weights.logits]
    for layer in weights.layers:
        matrices += [layer.qkv, layer.out, layer.cross.query, layer.cross.out, layer.up, layer.down]
    each = {"fp32": 4, "bf16": 2, "int8": 1 + 4 / GROUP}[precision]
    return each * sum(matrix.numel() for matrix in matrices)


def _clip(model, open_stepper: Callable) -> float:
    """Seconds from conditions to audio."""
    given = full_size.conditions(model, 1)
    nothing = torch.zeros((1, model.lm.n_q, 0), dtype=torch.long)
    generators = [torch.Generator().manual_seed(1)]
    choice = Choice(guidance=3.0, temperature=1.0, top_k=250)
    began = perf_counter()
    with upstream_talks(), torch.inference_mode():
        with open_stepper(model, given) as stepper:
            tokens = continued(
                model,
                stepper,
                nothing,
                model.tokens_for(round(SECONDS * model.sample_rate)),
                choice,
                generators,
                lambda _final: None,
            )
        model.codec.decode(tokens.clamp_max(model.lm.card - 1), None)
    took = perf_counter() - began
    print(f"a clip: {took:.1f} s", flush=True)
    return took
