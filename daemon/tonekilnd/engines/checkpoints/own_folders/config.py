"""Which row runs a stable-audio-tools folder: what its model_config.json says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from tonekiln import foreign
from tonekiln.protocol.errors import EngineUnavailable

from ...model_cards.rows import Row, rows_of
from ..forms import STABLE_AUDIO_CONFIG

_ASKED = ("prompt", "seconds_start", "seconds_total")
"""What a model is given with each take."""

_SIMPLE = ("number", "int")
"""Conditioners of numbers; others of upstream's read files that a configuration names."""

_CODEC = "autoencoder"
"""A codec within the weights; others of upstream's are fetched."""


class _Conditioner(Struct, frozen=True):
    id: str
    type: str
    config: dict[str, Any] = {}


class _Conditioning(Struct, frozen=True):
    configs: Annotated[tuple[_Conditioner, ...], Meta(max_length=16)]


class _Diffusion(Struct, frozen=True):
    diffusion_objective: str = "v"


class _Pretransform(Struct, frozen=True):
    type: str


class _Parts(Struct, frozen=True):
    conditioning: _Conditioning
    diffusion: _Diffusion
    pretransform: _Pretransform


class _Config(Struct, frozen=True):
    model_type: str
    sample_size: Annotated[int, Meta(ge=2**12, le=2**28)]
    sample_rate: Annotated[int, Meta(ge=8000, le=192_000)]
    model: _Parts
    audio_channels: Annotated[int, Meta(ge=1, le=2)] = 2


def fitting_row(row: Row, folder: Path) -> Row:
    """The row that a folder's weights are run as, under the name that they were asked for by.

    Raises:
        EngineUnavailable: no row runs them; says why.
        Unreadable: the configuration is not there, or none.
    """
    config = foreign.read_json(folder / STABLE_AUDIO_CONFIG, _Config)
    text = _text_encoder_of(config, folder)
    objective = config.model.diffusion.diffusion_objective
    runs = {(one.objective, one.reads): one for one in reversed(rows_of(row.library))}
    if (objective, text) not in runs:
        known = ", ".join(f"{what} with {reads}" for what, reads in sorted(runs))
        raise _unfit(folder, f"its objective {objective!r} with {text} is none of: {known}")
    return msgspec.structs.replace(
        runs[objective, text],
        name=row.name,
        sample_rate=config.sample_rate,
        channels=config.audio_channels,
        # Rounded down: a take is never longer than the model's window.
        longest_seconds=config.sample_size * 10 // config.sample_rate / 10,
    )


def _text_encoder_of(config: _Config, folder: Path) -> str:
    """The kind of its text encoder, where all it is conditioned on is known."""
    readers = [one.type for one in config.model.conditioning.configs if one.id == "prompt"]
    for one in config.model.conditioning.configs:
        if one.id not in _ASKED:
            raise _unfit(folder, f"it is conditioned on {one.id!r}, which no request says")
        if one.id != "prompt" and one.type not in _SIMPLE:
            raise _unfit(folder, f"it reads {one.id} by {one.type!r}")
    codec = config.model.pretransform.type
    if codec != _CODEC:
        raise _unfit(folder, f"its codec is {codec!r}")
    if len(readers) != 1:
        raise _unfit(folder, "it reads no prompt")
    return readers[0]


def _unfit(folder: Path, why: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"{foreign.shown(folder / STABLE_AUDIO_CONFIG)}: {why}",
        field="engine",
        hint="models of the forms that Stable Audio was published in can be run",
    )
