"""Engines as they are tuned: every precision's steps on the same questions, and a take."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Protocol

import torch
from torch import Tensor

from tonekilnd.domain import Audio, TakeSpec

from ...contract import Callbacks, EngineSettings
from ...model_cards.rows import Row
from ..audiocraft import autoregressive_takes, loading, masked_takes
from ..audiocraft.conditions import conditions_of
from ..audiocraft.masked import window_tokens
from ..audiocraft.precisions import FastMasked, FastSteppers
from ..stable_audio import diffused_takes, model
from ..stable_audio.precisions import FastDiffusion

PROMPT = "warm analog pad with a slow filter sweep"
STEPS = 100
GUIDANCE = 3.0
SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Steps:
    """What one precision's steps gave.

    Attributes:
        ms: median time of one.
        logits: (questions, card) that tokens would be drawn from; None where none are drawn.
    """

    ms: float
    logits: Tensor | None = None


class Subject(Protocol):
    """A loaded engine."""

    def steps(self, precision: str) -> Steps:
        """Steps that are asked what fp32's are; fp32 is asked first."""

    def take(self, precision: str) -> Audio:
        """A short take, (channels, frames), of the same seed in every precision."""


def subject_of(row: Row, settings: EngineSettings) -> Subject:
    """Load an engine to be tuned.

    Raises:
        EngineUnavailable: its weights are not here.
    """
    makers: dict[str, Callable[[Row, EngineSettings], Subject]] = {
        "autoregressive": Autoregressive,
        "masked": Masked,
        "diffusion": Diffusion,
    }
    return makers[row.method](row, settings)


def _nothing(_done: float, _what: str) -> None:
    """Nobody watches the loading."""


def _spec(row: Row) -> TakeSpec:
    return TakeSpec(
        prompt=PROMPT,
        negative="",
        seed=1,
        sample_rate=row.sample_rate,
        frames=round(SECONDS * row.sample_rate),
        pre_roll_frames=0,
        bpm=Decimal(120),
        meter="4/4",
        bars=None,
        key=None,
        retake=False,
    )


_UNHEARD = Callbacks(lambda _done, _of: None, lambda *_: None)


class Autoregressive:
    """A MusicGen or AudioGen: a step gives the next tokens' logits."""

    def __init__(self, row: Row, settings: EngineSettings) -> None:
        self._row = row
        self._model = loading.load(row, settings, _nothing)
        self._steppers = FastSteppers(self._model, settings.home)
        self._tokens: Tensor | None = None

    def steps(self, precision: str) -> Steps:
        """A walk along the tokens that fp32 draws."""
        lm, drawing = self._model.lm, self._tokens is None
        generator = torch.Generator(self._model.device).manual_seed(0)
        conditions = conditions_of(self._model, [PROMPT], [None])
        columns = [torch.full((1, lm.n_q, 1), lm.special_token_id, device=self._model.device)]
        logits, times = [], []
        opened = self._steppers.of(precision)(self._model, conditions)
        with opened as stepper:
            for step in range(min(STEPS, self._model.window)):
                if self._tokens is not None:
                    columns.append(self._tokens[:, :, step : step + 1])
                began = perf_counter()
                guided = stepper.logits(columns[-1], GUIDANCE)
                times.append((perf_counter() - began) * 1e3)
                logits.append(guided[0].float())
                if drawing:
                    drawn = torch.multinomial(guided[0].softmax(-1), 1, generator=generator)
                    columns.append(drawn[None])
        if drawing:
            self._tokens = torch.cat(columns, dim=-1)
        return Steps(median(times), torch.cat(logits))

    def take(self, precision: str) -> Audio:
        """As a request makes it."""
        opened = self._steppers.of(precision)
        return autoregressive_takes.made(
            self._model, self._row, opened, [_spec(self._row)], _UNHEARD
        )[0].audio


class Masked:
    """A MAGNeT: a step gives all logits of a codebook."""

    def __init__(self, row: Row, settings: EngineSettings) -> None:
        self._row = row
        self._model = loading.load(row, settings, _nothing)
        self._masked = FastMasked(self._model.lm, settings.home)

    def steps(self, precision: str) -> Steps:
        """Every codebook once, with half of the tokens masked."""
        lm, tokens = self._model.lm, window_tokens(self._model)
        generator = torch.Generator().manual_seed(0)
        codes = torch.randint(0, lm.card, (1, lm.n_q, tokens), generator=generator)
        codes[torch.rand(codes.shape, generator=generator) < 0.5] = lm.special_token_id
        both = torch.cat([codes, codes]).to(self._model.device)
        conditions = conditions_of(self._model, [PROMPT], [None])
        logits, times = [], []
        transformer = self._masked.of(precision)(self._model, conditions, tokens)
        transformer(both, 0)
        for stage in range(lm.n_q):
            began = perf_counter()
            asked, nothing = transformer(both, stage).float()
            times.append((perf_counter() - began) * 1e3)
            logits.append(nothing + (asked - nothing) * GUIDANCE)
        return Steps(median(times), torch.cat(logits))

    def take(self, precision: str) -> Audio:
        """As a request makes it."""
        masked = self._masked.of(precision)
        specs = [_spec(self._row)]
        return masked_takes.made(self._model, self._row, masked, specs, _UNHEARD)[0].audio


class Diffusion:
    """A Stable Audio: a step makes all latents a little clearer."""

    def __init__(self, row: Row, settings: EngineSettings) -> None:
        self._row = row
        self._variants = FastDiffusion(model.load(row, settings, _nothing), settings.home)

    def steps(self, precision: str) -> Steps:
        """Those of a take."""
        ends: list[float] = []
        self._made(precision, Callbacks(lambda *_: ends.append(perf_counter()), lambda *_: None))
        return Steps(median(b - a for a, b in pairwise(ends)) * 1e3)

    def take(self, precision: str) -> Audio:
        """As a request makes it."""
        return self._made(precision, _UNHEARD)

    def _made(self, precision: str, calls: Callbacks) -> Audio:
        variant = self._variants.of(precision)
        spec = _spec(self._row)
        return diffused_takes.made(variant.model, self._row, [spec], calls, variant.decode)[0].audio
