"""MAGNeT-small: one of its 50 decoding steps over 10 s."""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path

import torch
from tests.tiny_checkpoints import upstream_talks

from tonekilnd.engines.neural.audiocraft.masked import upstream_masked, window_tokens
from tonekilnd.engines.neural.audiocraft.precisions import FastMasked

from ..table import Row, row
from ..turns import PATIENCE, in_turn
from . import full_size

STAGE_STEPS = (20, 10, 10, 10)


def measure(*, quick: bool) -> list[Row]:
    """Every way in turn, on the first codebook's stage and on a later one's."""
    model = full_size.magnet_small()
    fast = FastMasked(model.lm, Path(tempfile.mkdtemp()))
    tokens = window_tokens(model)
    given = full_size.conditions(model, 1)
    codes = torch.randint(0, model.lm.card, (2, model.lm.n_q, tokens))
    openers = {
        "audiocraft": upstream_masked,
        "fp32": fast.of("fp32"),
        "bf16": fast.of("bf16"),
        "int8": fast.of("int8"),
    }
    whole = dict.fromkeys(openers, 0.0)
    with torch.inference_mode(), upstream_talks():
        hears = {name: opened(model, given, tokens) for name, opened in openers.items()}
        for stage, steps in ((0, STAGE_STEPS[0]), (1, sum(STAGE_STEPS[1:]))):
            ways = {name: partial(hear, codes, stage) for name, hear in hears.items()}
            took = in_turn(ways, 2, patience=PATIENCE) if quick else in_turn(ways, 4)
            for name, seconds in took.items():
                whole[name] += seconds * steps
    return [
        row(f"MAGNeT-small 10 s, all 50 steps, {name}", "s", whole[name], stock=whole["audiocraft"])
        for name in ("fp32", "bf16", "int8")
    ]
