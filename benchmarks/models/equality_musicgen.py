"""MusicGen-small at full size, random weights, beside audiocraft's own generation.

One process loads the same pair of pickles both ways and makes the same audio in fp32 with the
same seed; then the time to the first step of warm models is taken in turn.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import warnings
from pathlib import Path
from statistics import median

from ..table import Row, row
from . import checkpoints

LONG = True


def measure(*, quick: bool) -> list[Row]:
    if not checkpoints.available():
        return []
    seconds = 0.5 if quick else 2.0
    threads = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pair, named = checkpoints.audiocraft_pair(Path(scratch))
        name = f"musicgen-small:{pair}"
        ours = checkpoints.ours(name, Path(scratch) / "home", seconds, threads)
        stock = _stock(named, pair / "t5-base", seconds)
        difference = checkpoints.largest_difference(ours(), stock())
        steps: dict[str, list[float]] = {"ours": [], "stock": []}
        for _ in range(2 if quick else 5):
            steps["ours"].append(checkpoints.first_step_ms(ours))
            steps["stock"].append(checkpoints.first_step_ms(stock))
    first = median(steps["stock"])
    return [
        row(f"MusicGen-small, {seconds:g} s in fp32: largest difference of samples", "",
            difference, limit=1e-4),
        row("MusicGen-small, warm request to the end of its first step", "ms",
            median(steps["ours"]), stock=first, limit=first + 50),
    ]  # fmt: skip


def _stock(named: Path, t5: Path, seconds: float) -> checkpoints.Generate:
    import torch
    from audiocraft.models import MusicGen

    checkpoints.named_for_upstream(t5)
    with contextlib.redirect_stderr(io.StringIO()):
        model = MusicGen.get_pretrained(str(named), device="cpu")
    model.set_generation_params(duration=seconds)

    def generate(step=lambda *_: None):
        model.set_custom_progress_callback(step)
        torch.manual_seed(checkpoints.SEED)
        return model.generate([checkpoints.PROMPT], progress=True)[0].numpy()

    return generate
