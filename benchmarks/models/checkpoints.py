"""Full-size checkpoints on disk, random weights, as published, and engines on them."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

VOCABULARY = 32_128
"""Of T5."""

T5_WIDTH = 768
SEED = 42
PROMPT = "warm analog pad"

Generate = Callable[..., np.ndarray]
"""`generate(step)` gives (channels, frames); `step(done, of)` is called after each step."""


def available() -> bool:
    """Whether the model libraries are here (`make models`); says so where they are not."""
    if importlib.util.find_spec("audiocraft"):
        return True
    print("the model libraries are not installed: make models")
    return False


def audiocraft_pair(folder: Path, *, magnet: bool = False) -> tuple[Path, Path]:
    """MusicGen-small, or MAGNeT-small of 10 s: the pair, and one that names its T5 by folder.

    The second is for upstream's own loading, which looks a T5 up by name.
    """
    from tests.tiny_checkpoints.audiocraft_pair import MUSICGEN_SMALL, write_pair

    sizes = replace(MUSICGEN_SMALL, window_seconds=10) if magnet else MUSICGEN_SMALL
    pair = write_pair(folder / "pair", sizes=sizes, magnet=magnet)
    named = write_pair(
        folder / "named", sizes=sizes, magnet=magnet, text_encoder=str(t5_beside(pair))
    )
    return pair, named


def t5_beside(folder: Path) -> Path:
    """T5-base in a checkpoint's folder."""
    from tests.tiny_checkpoints.text_encoder import T5_BASE, write_text_encoder

    return write_text_encoder(folder / "t5-base", vocab_size=VOCABULARY, **T5_BASE)


def stable_audio_small(folder: Path) -> Path:
    """Stable Audio Open Small with T5-base beside it."""
    from tests.tiny_checkpoints.stable_audio import write_stable_audio

    from . import full_size

    with full_size.without_initialisation():
        written = write_stable_audio(
            folder / "sao", small=True, config=full_size.stable_audio_config(), std=0.02
        )
    t5_beside(written)
    return written


def named_for_upstream(t5: Path) -> None:
    """Let audiocraft find a T5 by its folder."""
    from audiocraft.modules.conditioners import T5Conditioner

    T5Conditioner.MODELS.append(str(t5))
    T5Conditioner.MODELS_DIMS[str(t5)] = T5_WIDTH


def spec(name: str, seconds: float, **fields: Any) -> Any:
    """What an engine is asked for."""
    from tonekilnd.domain import TakeSpec
    from tonekilnd.engines.model_cards.rows import row_of

    rate = row_of(name).sample_rate
    return TakeSpec(
        prompt=PROMPT, negative="", seed=SEED, sample_rate=rate, frames=round(seconds * rate),
        pre_roll_frames=0, bpm=Decimal(120), meter="4/4", bars=None, key=None, retake=False,
        precision="fp32", **fields,
    )  # fmt: skip


def ours(name: str, home: Path, seconds: float, threads: int, **fields: Any) -> Generate:
    """An engine on its folder, `NAME:/path`, loaded."""
    from tonekilnd.engines.catalogue.registry import EngineRegistry
    from tonekilnd.engines.contract import Callbacks, EngineSettings

    settings = EngineSettings(home=home, threads=threads, device="cpu", precision="fp32")
    engine = EngineRegistry.installed().create(name, settings)
    engine.load(lambda *_: None)
    asked = spec(name, seconds, **fields)

    def generate(step=lambda *_: None) -> np.ndarray:
        return engine.generate([asked], Callbacks(step, lambda *_: None))[0].audio

    return generate


class _Stop(Exception):  # noqa: N818
    pass


def first_step_ms(generate: Generate) -> float:
    """Milliseconds from asking to the end of the first step."""
    began = perf_counter()

    def stop(*_: int) -> None:
        raise _Stop

    with contextlib.suppress(_Stop):
        generate(stop)
    return (perf_counter() - began) * 1e3


def largest_difference(ours: np.ndarray, reference: np.ndarray) -> float:
    """Between samples; a mono reference is on both of our channels."""
    assert np.abs(reference).max() > 1e-3, "silence is equal to anything"
    return float(np.abs(ours - reference[:, : ours.shape[1]]).max())
