"""The one place that imports stable-audio-tools, and knows what its imports need.

stable-audio-tools 0.0.20 imports a training framework, for callbacks of LoRA training, and a
library of wavelets, for autoencoders that no published model has. Neither runs when it generates.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import sys
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from ...libraries.stand_ins import stood_in, torchaudio_without_its_extension


@dataclass(frozen=True, slots=True)
class StableAudioTools:
    """The modules that make, condition and sample a model."""

    factory: ModuleType
    diffusion: ModuleType
    conditioners: ModuleType
    generation: ModuleType
    sampling: ModuleType
    k_sampling: ModuleType
    k_external: ModuleType


@functools.cache
def stable_audio_tools() -> StableAudioTools:
    """The parts of stable-audio-tools that generate."""
    torchaudio_without_its_extension()
    package = "stable_audio_tools"
    # It reports missing accelerators on standard output.
    with (
        stood_in(_NEVER_RUN),
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        tools = StableAudioTools(
            factory=importlib.import_module(f"{package}.models.factory"),
            diffusion=importlib.import_module(f"{package}.models.diffusion"),
            conditioners=importlib.import_module(f"{package}.models.conditioners"),
            generation=importlib.import_module(f"{package}.inference.generation"),
            sampling=importlib.import_module(f"{package}.inference.sampling"),
            k_sampling=importlib.import_module(f"{package}.inference.k_diffusion.sampling"),
            k_external=importlib.import_module(f"{package}.inference.k_diffusion.external"),
        )
        # Its factory imports these when it makes a model.
        for name in ("autoencoders", "bottleneck", "pretransforms", "dit", "transformer"):
            importlib.import_module(f"{package}.models.{name}")
        # Its sliding windows would be compiled anew for every length; without, they are masked
        # exactly, in parts.
        vars(sys.modules[f"{package}.models.transformer"])["flex_attention_available"] = False
    return tools


class _Callback:
    """What callbacks of training are derived from."""


_NEVER_RUN: Mapping[str, Mapping[str, Any]] = {
    "pywt": {},
    "pytorch_lightning": {"Callback": _Callback},
    "pytorch_lightning.callbacks": {"ModelCheckpoint": _Callback},
}
