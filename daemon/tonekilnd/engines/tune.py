"""Measure an engine's precisions on this machine with the weights that are here.

`python -m tonekilnd.engines.tune ENGINE [--choose PRECISION]` prints a table of speed and of
agreement with fp32. With `--choose` it records what `auto` shall take from then on; without, it
only measures. Plans made before keep the precision they were made with.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter

import torch
from torch import Tensor

from tonekiln.home import Home
from tonekiln.protocol.errors import TonekilnError, UnsupportedAbility

from .audiocraft.conditions import conditions_of
from .audiocraft.loading import load
from .audiocraft.model import Model
from .base import EngineSettings
from .checkpoints.store import Store
from .fast.precision import offered, precisions
from .fast.stepper import FastSteppers
from .fast.tuned import Measured, Tuning, record
from .manifest import Row, row_of

PROMPT = "warm analog pad with a slow filter sweep"
STEPS = 100
GUIDANCE = 3.0


def measured(row: Row, settings: EngineSettings) -> tuple[Measured, ...]:
    """Every precision of an engine, fp32 first.

    Each is given the tokens that fp32 draws, so that all are asked the same questions.

    Raises:
        UnsupportedAbility: only autoregressive models have precisions to compare.
    """
    if row.method != "autoregressive":
        raise UnsupportedAbility(
            f"{row.name} cannot be tuned: its bf16 is close to fp32 and is only ever asked for",
            field="engine",
            hint="tune a MusicGen or AudioGen",
        )
    exactly = replace(settings, precision="fp32")
    model = load(row, exactly, lambda _done, _what: None)
    steppers = FastSteppers(model, settings.home)
    tokens, exact, ms = _walked(model, steppers, "fp32", None)
    rows = [Measured(precision="fp32", ms=ms, logits_distance=0.0, tokens_agreement=1.0)]
    for precision in precisions(exactly)[1:]:
        _, logits, ms = _walked(model, steppers, precision, tokens)
        rows.append(
            Measured(
                precision=precision,
                ms=ms,
                logits_distance=_distance(logits, exact),
                tokens_agreement=float((logits.argmax(-1) == exact.argmax(-1)).float().mean()),
            )
        )
    return tuple(rows)


@torch.inference_mode()
def _walked(
    model: Model, steppers: FastSteppers, precision: str, tokens: Tensor | None
) -> tuple[Tensor, Tensor, float]:
    """Tokens given, guided logits (steps, codebooks, card), median milliseconds of a step."""
    generator = torch.Generator(model.device).manual_seed(0)
    conditions = conditions_of(model, [PROMPT], [None])
    column = torch.full((1, model.lm.n_q, 1), model.lm.special_token_id, device=model.device)
    columns, logits, times = [column], [], []
    with steppers.of(precision)(model, conditions) as stepper:
        for step in range(min(STEPS, model.window)):
            if tokens is not None:
                column = tokens[:, :, step : step + 1]
            began = perf_counter()
            guided = stepper.logits(column, GUIDANCE)
            times.append((perf_counter() - began) * 1e3)
            logits.append(guided[0].float())
            if tokens is None:
                drawn = torch.multinomial(guided[0].softmax(-1), 1, generator=generator)
                column = drawn[None]
                columns.append(column)
    return torch.cat(columns, dim=-1), torch.stack(logits), median(times)


def _distance(logits: Tensor, exact: Tensor) -> float:
    """Mean total variation between the distributions tokens are drawn from, 0..1."""
    return float((logits.softmax(-1) - exact.softmax(-1)).abs().sum(-1).mean() / 2)


def table(rows: Sequence[Measured]) -> str:
    """The measurements for a person."""
    lines = [f"{'precision':<10} {'ms a step':>10} {'speed':>7} {'distance':>9} {'same token':>11}"]
    lines += [
        f"{r.precision:<10} {r.ms:>10.1f} {rows[0].ms / r.ms:>6.1f}x "
        f"{r.logits_distance:>9.4f} {r.tokens_agreement:>10.1%}"
        for r in rows
    ]
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, record."""
    parser = argparse.ArgumentParser(prog="tonekiln tune", description=__doc__)
    parser.add_argument("engine")
    parser.add_argument("--choose", metavar="PRECISION", help="record it as what auto takes")
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--device", default="auto")
    options = parser.parse_args(arguments)
    home = options.home or Home.find().root
    settings = EngineSettings(home=home, threads=options.threads, device=options.device)
    try:
        row = row_of(options.engine)
        if options.choose:
            offered(row, settings, options.choose)
        rows = measured(row, settings)
    except TonekilnError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    print(table(rows))  # noqa: T201
    if options.choose:
        checkpoint = Store(home).find(row.name)
        tuning = Tuning(
            engine=row.name,
            chosen=options.choose,
            checkpoint=checkpoint.digest if checkpoint else "",
            measured=rows,
        )
        print(f"auto now takes {options.choose}; recorded in {record(home, tuning)}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
