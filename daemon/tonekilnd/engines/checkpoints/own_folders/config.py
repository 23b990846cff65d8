"""Which row runs a stable-audio-tools folder: what its model_config.json says."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from tonekiln import foreign
from tonekiln.protocol import Ability
from tonekiln.protocol.errors import EngineUnavailable

from ...model_cards.rows import Row, rows_of
from ..forms import STABLE_AUDIO_CONFIG

_ASKED = ("prompt", "seconds_start", "seconds_total")
"""What a model is given with each take."""

_FILLED = {"inpaint_mask", "inpaint_masked_input"}
"""What a model is told of gaps that it was trained to fill."""

_SIMPLE = ("number", "int")
"""Conditioners of numbers; others of upstream's read files that a configuration names."""

_CODEC = "autoencoder"
"""A codec within the weights; others of upstream's are fetched."""


class _ConditionerConfig(Struct, frozen=True):
    max_length: Annotated[int, Meta(ge=1, le=4096)] = 128


class _Conditioner(Struct, frozen=True):
    id: str
    type: str
    config: _ConditionerConfig = _ConditionerConfig()


class _Conditioning(Struct, frozen=True):
    configs: Annotated[tuple[_Conditioner, ...], Meta(max_length=16)]
    default_keys: dict[str, str] = {}
    pre_encoded_keys: Annotated[tuple[str, ...], Meta(max_length=0)] = ()


class _Diffusion(Struct, frozen=True):
    diffusion_objective: str = "v"
    cross_attention_cond_ids: tuple[str, ...] = ()
    global_cond_ids: tuple[str, ...] = ()
    local_add_cond_ids: tuple[str, ...] = ()
    modular_local_cond_configs: tuple[dict[str, Any], ...] = ()
    input_concat_ids: tuple[str, ...] = ()
    prepend_cond_ids: tuple[str, ...] = ()

    @property
    def beside(self) -> set[str]:
        """What it is conditioned on beside its conditioners, and is never given here."""
        modular = {str(one.get("id", "")) for one in self.modular_local_cond_configs}
        local = {*self.local_add_cond_ids}
        local = local - _FILLED if local >= _FILLED else local
        return local | modular | {*self.input_concat_ids} | ({*self.prepend_cond_ids} - {*_ASKED})


class _Codec(Struct, frozen=True):
    latent_dim: Annotated[int, Meta(ge=1, le=2**12)]
    downsampling_ratio: Annotated[int, Meta(ge=1, le=2**16)]


class _Pretransform(Struct, frozen=True):
    type: str
    config: dict[str, Any]


class _Parts(Struct, frozen=True):
    conditioning: _Conditioning
    diffusion: _Diffusion
    pretransform: _Pretransform
    io_channels: int


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
    _check_codec(config, folder)
    objective = config.model.diffusion.diffusion_objective
    runs = {(one.objective, one.reads): one for one in reversed(rows_of(row.library))}
    if (objective, text) not in runs:
        known = ", ".join(f"{what} with {reads}" for what, reads in sorted(runs))
        raise _unfit(folder, f"its objective {objective!r} with {text} is none of: {known}")
    fills = "inpaint_mask" in config.model.diffusion.local_add_cond_ids
    model = runs[objective, text]
    return msgspec.structs.replace(
        model,
        name=row.name,
        abilities=model.abilities if fills else model.abilities - {Ability.CONTINUATION},
        sample_rate=config.sample_rate,
        channels=config.audio_channels,
        # Rounded down: a take is never longer than the model's window.
        longest_seconds=config.sample_size * 10 // config.sample_rate / 10,
    )


def _text_encoder_of(config: _Config, folder: Path) -> str:
    """The kind of its text encoder, where all it is conditioned on is known."""
    conditioners = config.model.conditioning.configs
    readers = [one.type for one in conditioners if one.id == "prompt"]
    if len(readers) != 1:
        raise _unfit(folder, "it reads no prompt")
    for one in conditioners:
        if one.id not in _ASKED:
            raise _unfit(folder, f"it is conditioned on {one.id!r}, which no request says")
        if one.id != "prompt" and one.type not in _SIMPLE:
            raise _unfit(folder, f"it reads {one.id} by {one.type!r}")
    diffusion = config.model.diffusion
    if beside := sorted(diffusion.beside):
        raise _unfit(folder, f"it is conditioned on {beside[0]!r}, which no request says")
    used = {*diffusion.cross_attention_cond_ids, *diffusion.global_cond_ids}
    if absent := sorted(used - {one.id for one in conditioners}):
        raise _unfit(folder, f"it is conditioned on {absent[0]!r}, which is not among its configs")
    return readers[0]


def _check_codec(config: _Config, folder: Path) -> None:
    pretransform = config.model.pretransform
    if pretransform.type != _CODEC:
        raise _unfit(folder, f"its codec is {pretransform.type!r}")
    latents = _codec_of(config, folder).latent_dim
    if latents != config.model.io_channels:
        raise _unfit(folder, f"io_channels are {config.model.io_channels}, its codec has {latents}")


def _codec_of(config: _Config, folder: Path) -> _Codec:
    try:
        return msgspec.convert(config.model.pretransform.config, _Codec)
    except msgspec.ValidationError as error:
        raise _unfit(folder, f"its codec: {error}") from error


def _unfit(folder: Path, why: str) -> EngineUnavailable:
    return EngineUnavailable(
        f"{foreign.shown(folder / STABLE_AUDIO_CONFIG)}: {why}",
        field="engine",
        hint="models of the forms that Stable Audio was published in can be run",
    )
