"""Equality at full size: MusicGen-small, random weights, beside audiocraft's own generation.

One process loads the same pair of pickles both ways and makes the same two seconds in fp32 with
the same seed. What differs is counted; the time to the first step is taken on warm models.
"""

from __future__ import annotations

import contextlib
import io
import os
import tempfile
import warnings
from decimal import Decimal
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from .models_loading import available, checkpoints
from .table import Row, row

LONG = True
SECONDS = 2.0
PROMPT = "warm analog pad"


def measure(*, quick: bool) -> list[Row]:
    if not available():
        return []
    with tempfile.TemporaryDirectory() as scratch, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pair, named = checkpoints(Path(scratch))
        ours, stock = _ours(pair, Path(scratch) / "home"), _stock(named, pair / "t5-base")
        audio, reference = ours(), stock()
        times = 2 if quick else 5
        first_ours = median(_first_step_ms(ours) for _ in range(times))
        first_stock = median(_first_step_ms(stock) for _ in range(times))
    return [
        row("MusicGen-small, 2 s in fp32: samples that differ by over 1e-4", "samples",
            float((np.abs(audio - reference) > 1e-4).sum()), limit=0),
        row("MusicGen-small, warm request to the end of its first step", "ms", first_ours,
            stock=first_stock, limit=first_stock + 50),
    ]  # fmt: skip


class _Stop(Exception):  # noqa: N818
    pass


def _first_step_ms(generate) -> float:
    began = perf_counter()

    def stop(*_: int) -> None:
        raise _Stop

    with contextlib.suppress(_Stop):
        generate(stop)
    return (perf_counter() - began) * 1e3


def _ours(pair: Path, home: Path):
    from tonekilnd.domain import TakeSpec
    from tonekilnd.engines.audiocraft.family import AudiocraftFamily
    from tonekilnd.engines.base import Callbacks, EngineSettings

    threads = os.cpu_count() or 1
    settings = EngineSettings(home=home, threads=threads, device="cpu", precision="fp32")
    engine = AudiocraftFamily().create(f"musicgen-small:{pair}", settings)
    engine.load(lambda *_: None)
    spec = TakeSpec(
        prompt=PROMPT, negative="", seed=42, sample_rate=32_000, frames=round(SECONDS * 32_000),
        pre_roll_frames=0, bpm=Decimal(120), meter="4/4", bars=None, key=None, retake=False,
    )  # fmt: skip

    def generate(step=lambda *_: None) -> np.ndarray:
        return engine.generate([spec], Callbacks(step, lambda *_: None))[0].audio[0]

    return generate


def _stock(named: Path, t5: Path):
    import torch
    from audiocraft.models import MusicGen
    from audiocraft.modules.conditioners import T5Conditioner

    T5Conditioner.MODELS.append(str(t5))
    T5Conditioner.MODELS_DIMS[str(t5)] = 768
    with contextlib.redirect_stderr(io.StringIO()):
        model = MusicGen.get_pretrained(str(named), device="cpu")
    model.set_generation_params(duration=SECONDS)

    def generate(step=lambda *_: None) -> np.ndarray:
        model.set_custom_progress_callback(step)
        torch.manual_seed(42)
        return model.generate([PROMPT], progress=True)[0, 0].numpy()

    return generate
