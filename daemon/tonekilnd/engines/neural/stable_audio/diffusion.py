"""From noise to latents: the samplers of the published models.

Each take's noise comes from its own generator, in the order in which upstream's
`generate_diffusion_cond` draws it, so that a take alone is upstream's own.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import torch
from torch import Generator, Tensor

from ..generators import normal
from .model import Model
from .padded import Padded
from .upstream import stable_audio_tools

_MOST_SEED = 2**63 - 1
_LEAST_FLOW_NOISE = 0.01
"""A rectified flow cannot start without any noise."""
_LEAST_SIGMA_RATIO = 1.05
"""A diffusion must start above the noise level it ends at."""


@dataclass(frozen=True, slots=True)
class Sampling:
    """How latents are sampled.

    Attributes:
        sampler: `pingpong` for models distilled from a rectified flow, `euler` for rectified
            flows, else `dpmpp-3m-sde`.
        projected: how much of guidance is projected off its own direction: APG, arXiv:2410.02416.
        strength: how far from the initial audio, 0..1; 1 where there is none.
    """

    sampler: str
    steps: int
    guidance: float
    sigma_min: float
    sigma_max: float
    strength: float = 1.0
    projected: float = 0.0


@dataclass(frozen=True, slots=True)
class Known:
    """Latents that a model is held to, which was never trained to fill what is between them.

    What it takes to be without noise is the given audio there, at every step: so what it is asked
    about next is the given audio with noise of that step, as in RePaint (arXiv:2201.09865), and the
    rest is denoised beside it.

    Attributes:
        mask: (takes, 1, steps), 1 where they are known.
        latents: (takes, channels, steps).
    """

    mask: Tensor
    latents: Tensor

    def put_into(self, denoised: Tensor) -> Tensor:
        """Latents without noise, the known ones as they are."""
        return torch.where(self.mask > 0, self.latents.to(denoised.dtype), denoised)


@dataclass(frozen=True, slots=True)
class Diffusion:
    """What is diffused.

    Attributes:
        noise: of the latents' shape (takes, channels, steps), drawn first from the generators.
        initial: latents of the audio to start from, or None.
        conditions: keyword arguments of the diffusion transformer.
        generators: one a take.
        on_step: called with (steps done, steps in all) after each step.
        padding: of a model whose passes are as long as their takes, or None.
        known: latents that stay, of a model that cannot be told so; or None.
    """

    model: Model
    noise: Tensor
    initial: Tensor | None
    conditions: Mapping[str, Any]
    sampling: Sampling
    generators: Sequence[Generator]
    on_step: Callable[[int, int], None]
    padding: Padded | None = None
    known: Known | None = None

    @property
    def guided(self) -> dict[str, Any]:
        """The conditions, and how closely to follow them."""
        return {
            **self.conditions,
            **self._masked,
            "cfg_scale": self.sampling.guidance,
            "apg_scale": self.sampling.projected,
            "batch_cfg": True,
            "rescale_cfg": True,
        }

    @property
    def _masked(self) -> dict[str, Tensor]:
        """Which latents are only there to fill up."""
        if self.padding is None or not self.model.wrapped.mask_padding_attention:
            return {}
        return {"padding_mask": self.padding.mask(len(self.noise), self.noise.device)}


def latents(diffusion: Diffusion) -> Tensor:
    """Sampled latents of (takes, channels, steps)."""
    match diffusion.model.wrapped.diffusion_objective:
        case "v":
            return _v_diffusion(diffusion)
        case "rectified_flow":
            return _euler(diffusion)
    return _ping_pong(diffusion)


def _ping_pong(asked: Diffusion) -> Tensor:
    """Denoise fully, add fresh noise of the next level, and again (arXiv:2505.08175)."""
    model, sampling = asked.model, asked.sampling
    levels, x = _flow(asked)
    ones = x.new_ones([len(x)])
    for step, (level, following) in enumerate(pairwise(levels)):
        denoised = x - level * model.transformer(x, level * ones, **asked.guided)
        if asked.known is not None:
            denoised = asked.known.put_into(denoised)
        fresh = normal(x.shape[1:], asked.generators, x.device, x.dtype)
        x = (1 - following) * denoised + following * fresh
        asked.on_step(step + 1, sampling.steps)
    return x


def _euler(asked: Diffusion) -> Tensor:
    """Along the flow in straight pieces."""
    levels, x = _flow(asked)
    ones = x.new_ones([len(x)])
    for step, (level, following) in enumerate(pairwise(levels)):
        flow = asked.model.transformer(x, level * ones, **asked.guided)
        if asked.known is not None:
            flow = (x - asked.known.put_into(x - level * flow)) / level
        x = x + (following - level) * flow
        asked.on_step(step + 1, asked.sampling.steps)
    return x


def _flow(asked: Diffusion) -> tuple[Tensor, Tensor]:
    """The noise levels of a rectified flow, and what it begins with."""
    sampling = asked.sampling
    start = 1.0 if asked.initial is None else max(sampling.strength, _LEAST_FLOW_NOISE)
    if asked.padding is None:
        levels = _flow_levels(start, sampling.steps)
    else:
        levels = _padded_levels(asked, asked.padding, start)
    if asked.initial is None:
        return levels, asked.noise
    return levels, asked.initial * (1 - start) + asked.noise * start


def _padded_levels(asked: Diffusion, padding: Padded, start: float) -> Tensor:
    """Stable Audio 3's noise levels: upstream's schedule for the take's own length."""
    wrapped = asked.model.wrapped
    own = padding.told if wrapped.use_effective_length_for_schedule else None
    levels: Tensor = stable_audio_tools().sampling.build_schedule(
        steps=asked.sampling.steps,
        sigma_max=start,
        dist_shift=wrapped.sampling_dist_shift,
        effective_seq_len=own,
        fallback_seq_len=padding.latents,
        device=asked.noise.device,
    )
    return levels


def _flow_levels(start: float, steps: int) -> Tensor:
    """Noise levels from `start` to 0, even in log signal-to-noise.

    Those of sample_rf in stable-audio-tools 0.0.19, which Stable Audio Open Small was published
    with; 0.0.20 begins a little higher.
    """
    highest = math.log(((1 - start) / start) + 1e-6) if start < 1 else -6
    levels = torch.sigmoid(-torch.linspace(highest, 2, steps + 1))
    levels[0], levels[-1] = start, 0
    return levels


def _v_diffusion(asked: Diffusion) -> Tensor:
    """DPM-Solver++ (3M) SDE over k-diffusion's view of a v-objective model."""
    tools = stable_audio_tools()
    model, sampling = asked.model, asked.sampling
    highest = sampling.sigma_max if asked.initial is None else _sigma_of(sampling)
    sigmas = tools.k_sampling.get_sigmas_polyexponential(
        sampling.steps, sampling.sigma_min, highest, 1.0, device=model.device
    )
    x = asked.noise * sigmas[0]
    if asked.initial is not None:
        x = asked.initial + x
    seeds = [
        int(torch.randint(0, _MOST_SEED, [], generator=g, device=g.device))
        for g in asked.generators
    ]
    denoise = tools.k_external.VDenoiser(model.transformer)
    tree = tools.k_sampling.BrownianTreeNoiseSampler(
        x, sigmas[sigmas > 0].min(), sigmas.max(), seed=seeds
    )

    def after(state: Mapping[str, Any]) -> None:
        asked.on_step(state["i"] + 1, sampling.steps)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of rounding at the ends of the noise schedule
        return torch.as_tensor(
            tools.k_sampling.sample_dpmpp_3m_sde(
                denoise if asked.known is None else _Held(denoise, asked.known),
                x,
                sigmas,
                extra_args=asked.guided,
                callback=after,
                disable=True,
                noise_sampler=tree,
            )
        )


class _Held(torch.nn.Module):
    """A denoiser that knows some of what it is asked for."""

    def __init__(self, denoise: torch.nn.Module, known: Known) -> None:
        super().__init__()
        self._denoise = denoise
        self._known = known

    def forward(self, x: Tensor, sigma: Tensor, **asked: Any) -> Tensor:
        """What is left of `x` without its noise."""
        return self._known.put_into(self._denoise(x, sigma, **asked))


def _sigma_of(sampling: Sampling) -> float:
    """The noise level a strength stands for: even steps of it sound about evenly far."""
    span = sampling.sigma_max / sampling.sigma_min
    return max(
        sampling.sigma_min * span**sampling.strength, sampling.sigma_min * _LEAST_SIGMA_RATIO
    )
