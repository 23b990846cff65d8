"""MAGNeT's decoding: all tokens of a codebook at once, the least sure spans again and again.

Ziv et al. 2024, "Masked Audio Generation using a Single Non-Autoregressive Transformer",
arXiv:2401.04577. The arithmetic is that of audiocraft's MagnetLMModel with the settings its
published models use: non-overlapping spans, scored by their surest token.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Generator, Tensor

from ..fast.interfaces import MaskedTransformer
from .conditions import Conditions
from .model import Model
from .sampling import drawn
from .upstream import audiocraft

audiocraft()

from audiocraft.modules.transformer import set_efficient_attention_backend  # noqa: E402

_SETTLED = -1e4
"""Score of a span that is never masked again."""

_KEPT = -2e4
"""Score of a span that was given."""

_COLDEST = 1e-2
"""The annealed temperature goes no lower."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """How MAGNeT decodes.

    Attributes:
        stage_steps: decoding steps for each codebook.
        guidance: at a stage's start; it ends at `guidance_end`.
        temperature: at a stage's start; it falls linearly.
    """

    stage_steps: tuple[int, ...]
    guidance: float
    guidance_end: float
    temperature: float
    top_k: int
    top_p: float

    @property
    def steps(self) -> int:
        """Of all codebooks together."""
        return sum(self.stage_steps)


@dataclass(frozen=True, slots=True)
class Kept:
    """Tokens that are there before any is drawn.

    Attributes:
        codes: (takes, codebooks, tokens) of the whole window, cut to whole spans.
        open: (spans,), True where they are drawn anew: one at least. In the CPU's memory.
    """

    codes: Tensor
    open: Tensor


def spread(steps: int, published: Sequence[int]) -> tuple[int, ...]:
    """A number of steps over the codebooks in the published proportion, one each at least."""
    ends = [round(steps * sum(published[: i + 1]) / sum(published)) for i in range(len(published))]
    return tuple(max(1, end - start) for start, end in zip([0, *ends[:-1]], ends, strict=True))


OpenMasked = Callable[[Model, Conditions, int], MaskedTransformer]
"""Opens a transformer on conditions, for a window of so many tokens."""


def upstream_masked(model: Model, conditions: Conditions, tokens: int) -> MaskedTransformer:
    """Audiocraft's own transformer."""
    del tokens
    set_efficient_attention_backend(model.attention)

    def logits(codes: Tensor, stage: int) -> Tensor:
        return model.lm(codes, [], conditions, stage=stage)[:, stage]

    return logits


def window_tokens(model: Model) -> int:
    """Tokens of the model's window, cut to whole spans."""
    return model.window // model.lm.span_len * model.lm.span_len


@torch.inference_mode()
def decoded(
    model: Model,
    transformer: MaskedTransformer,
    schedule: Schedule,
    generators: Sequence[Generator],
    on_step: Callable[[int, int], None],
    kept: Kept | None = None,
) -> Tensor:
    """Tokens of the model's whole window, cut to whole spans.

    Args:
        model: a MAGNeT.
        transformer: opened on conditions from `conditions_of`: the takes' rows, and as many with
            nothing asked.
        schedule: how to decode.
        generators: one a take.
        on_step: called with (steps done, steps in all) after each step.
        kept: what stays of given audio, of every codebook at every step; where all of it is open
            the tokens are those of none.

    Returns:
        (takes, codebooks, tokens).
    """
    lm = model.lm
    length = window_tokens(model)
    spans = length // lm.span_len
    shape = (len(generators), lm.n_q, length)
    codes = torch.full(shape, lm.special_token_id, device=model.device)
    start = torch.zeros((len(generators), spans), device=model.device)
    if kept is not None:
        drawn_anew = kept.open.to(model.device)
        codes = torch.where(drawn_anew.repeat_interleave(lm.span_len), codes, kept.codes)
        start = start.masked_fill(~drawn_anew, _KEPT)
        spans = int(kept.open.sum())
    done = 0
    for stage, steps in enumerate(schedule.stage_steps):
        scores = start
        for step, phase in enumerate(torch.linspace(0, 1, steps)):
            masked_share = float(torch.cos(phase * math.pi * 0.5))
            masked_spans = _least_sure(scores, max(int(masked_share * spans), 1))
            masked = masked_spans.repeat_interleave(lm.span_len, dim=-1)
            codes[:, stage].masked_fill_(masked, lm.special_token_id)
            guided = _guided(transformer, codes, stage, masked_share, schedule)
            heat = max(schedule.temperature * (steps - 1 - step) / steps, _COLDEST)
            tokens, sureness = _drawn(guided, heat, schedule, generators)
            codes[:, stage] = torch.where(masked, tokens, codes[:, stage])
            surest = sureness.reshape(len(generators), -1, lm.span_len).amax(dim=-1)
            scores = (1 - surest).masked_fill(~masked_spans, _SETTLED)
            done += 1
            on_step(done, schedule.steps)
    return codes


def _drawn(
    logits: Tensor, heat: float, schedule: Schedule, generators: Sequence[Generator]
) -> tuple[Tensor, Tensor]:
    """A token for each place, (takes, tokens), and how probable it was."""
    probabilities = torch.softmax(logits / heat, dim=-1)
    tokens = drawn(probabilities, generators, top_k=schedule.top_k, top_p=schedule.top_p)
    return tokens[..., 0], torch.gather(probabilities, -1, tokens)[..., 0]


def _least_sure(scores: Tensor, count: int) -> Tensor:
    """Which spans to mask."""
    index = scores.topk(count, dim=-1).indices
    return torch.zeros_like(scores, dtype=torch.bool).scatter(-1, index, True)


def _guided(
    transformer: MaskedTransformer,
    codes: Tensor,
    stage: int,
    masked_share: float,
    schedule: Schedule,
) -> Tensor:
    """Guided logits of one codebook, (takes, tokens, card); guidance fades as spans settle."""
    asked, nothing = transformer(torch.cat([codes, codes]), stage).split(len(codes))
    scale = masked_share * schedule.guidance + (1 - masked_share) * schedule.guidance_end
    return (nothing + (asked - nothing) * scale).float()
