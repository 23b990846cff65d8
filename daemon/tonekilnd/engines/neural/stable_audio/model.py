"""A diffusion transformer with its autoencoder and conditioners, loaded and ready."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from tonekiln import foreign
from tonekiln.protocol.errors import EngineUnavailable

from ...checkpoints import adopt
from ...checkpoints.forms import STABLE_AUDIO_CONFIG
from ...checkpoints.integrity import damaged, made_of
from ...checkpoints.store import Part, Store
from ...contract import EngineSettings
from ...model_cards.rows import Row
from .. import weights
from ..devices import device_of, dtype_of, prepare
from ..fast.interfaces import DiffusionTransformer
from ..text_encoder import text_encoder_in
from .conditioner import ReadOnce, conditioner_of
from .gemma import gemma_in
from .upstream import stable_audio_tools

_CONDITIONER = "conditioner."


@dataclass(frozen=True, slots=True)
class Model:
    """What generating needs.

    Attributes:
        wrapped: stable-audio-tools' conditioned diffusion model.
        window: frames of audio one pass makes, whatever is asked for.
        state: the checkpoint's tensors as they were read, mapped: what LoRAs are folded into.
    """

    wrapped: Any
    window: int
    device: torch.device
    dtype: torch.dtype
    state: Mapping[str, Tensor]

    @property
    def sample_rate(self) -> int:
        """Of the audio, in Hz."""
        return int(self.wrapped.sample_rate)

    @property
    def transformer(self) -> DiffusionTransformer:
        """What is asked at each step."""
        transformer: DiffusionTransformer = self.wrapped.model
        return transformer

    @property
    def padded(self) -> bool:
        """Whether a pass is as long as its take and headroom, and not always the window."""
        return bool(
            self.wrapped.mask_padding_attention or self.wrapped.use_effective_length_for_schedule
        )

    @property
    def hop(self) -> int:
        """Frames of audio per latent."""
        return int(self.wrapped.pretransform.downsampling_ratio)

    @property
    def channels(self) -> int:
        """Of the audio."""
        return int(self.wrapped.pretransform.io_channels)

    def reads_whole(self, prompt: str) -> bool:
        """Whether every word of a prompt reaches the model."""
        readers = self.wrapped.conditioner.conditioners.values()
        return all(r.reads_whole(prompt) for r in readers if isinstance(r, ReadOnce))


def load(row: Row, settings: EngineSettings, progress: Callable[[float, str], None]) -> Model:
    """A row's model, from what is on this machine alone.

    Raises:
        EngineUnavailable: its checkpoint is not here, or damaged.
    """
    prepare(settings)
    device = device_of(settings)
    checkpoint = adopt.checked(row, Store(settings.home), progress)
    if checkpoint.text_encoder is None:
        raise EngineUnavailable(
            f"{row.name} has no text encoder", hint=f"run `tonekiln pull {row.name}`"
        )
    folder = checkpoint.weights.path
    with made_of(folder):
        config = foreign.read_object(folder / STABLE_AUDIO_CONFIG)
        progress(0.3, "reading the text encoder")
        conditioning = config["model"]["conditioning"]
        read = gemma_in if row.reads == "t5gemma" else text_encoder_in
        conditioner = conditioner_of(conditioning, read(checkpoint.text_encoder.path))
        progress(0.6, "building the model")
        file = _weights_of(checkpoint.weights)
        model = build(config, weights.mapped(file), conditioner, device, dtype_of(settings), file)
    progress(1.0, "read")
    return model


def _weights_of(part: Part) -> Path:
    """The one file of weights, whatever it is called."""
    return next(Path(one.path) for one in part.files if one.path.endswith(".safetensors"))


def build(
    config: Mapping[str, Any],
    state: Mapping[str, Tensor],
    conditioner: Any,
    device: torch.device,
    dtype: torch.dtype,
    origin: Path,
) -> Model:
    """Put a checkpoint's parts together.

    Raises:
        EngineUnavailable: the tensors do not fit the configuration.
    """
    bare = copy.deepcopy(dict(config))
    del bare["model"]["conditioning"]
    rest = {k: v for k, v in state.items() if not k.startswith(_CONDITIONER)}
    factory = stable_audio_tools().factory
    wrapped: Any = weights.filled(
        lambda: factory.create_model_from_config(bare), rest, torch.float32, origin
    )
    own = {k.removeprefix(_CONDITIONER): v for k, v in state.items() if k.startswith(_CONDITIONER)}
    try:
        conditioner.load_state_dict(own, strict=True, assign=True)
    except RuntimeError as error:
        raise damaged(origin, f"its conditioners do not fit: {error}") from error
    wrapped.conditioner = conditioner.eval().requires_grad_(False)
    wrapped = weights.moved(wrapped, device)
    wrapped.model.to(dtype)
    return Model(wrapped, int(config["sample_size"]), device, dtype, state)
