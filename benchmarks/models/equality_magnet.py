"""MAGNeT-small at full size, random weights, beside audiocraft's own generation.

The published schedule has 50 steps of 10 s each; fewer, in its proportion, compute the same.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import warnings
from pathlib import Path

from ..table import Row, row
from . import checkpoints

LONG = True


def measure(*, quick: bool) -> list[Row]:
    if not checkpoints.available():
        return []
    steps = 4 if quick else 12
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pair, named = checkpoints.audiocraft_pair(Path(scratch), magnet=True)
        name = f"magnet-small-10secs:{pair}"
        home = Path(scratch) / "home"
        ours = checkpoints.ours(name, home, 9.96, os.cpu_count() or 1, steps=steps)()
        difference = checkpoints.largest_difference(ours, _stock(named, pair / "t5-base", steps))
    work = f"MAGNeT-small, 10 s in fp32, {steps} steps: largest difference of samples"
    return [row(work, "", difference, limit=1e-4)]


def _stock(named: Path, t5: Path, steps: int):
    import torch
    from audiocraft.models import MAGNeT

    from tonekilnd.engines.model_cards.rows import row_of
    from tonekilnd.engines.neural.audiocraft.masked import spread

    checkpoints.named_for_upstream(t5)
    sampler = row_of("magnet-small-10secs").sampler
    with contextlib.redirect_stderr(io.StringIO()):
        model = MAGNeT.get_pretrained(str(named), device="cpu")
    model.set_generation_params(
        temperature=sampler.temperature, top_p=sampler.top_p, max_cfg_coef=sampler.guidance,
        decoding_steps=list(spread(steps, sampler.stage_steps)),
    )  # fmt: skip
    torch.manual_seed(checkpoints.SEED)
    return model.generate([checkpoints.PROMPT])[0].numpy()
