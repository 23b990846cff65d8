"""The one place that imports stable-audio-tools, and knows what its imports need.

stable-audio-tools 0.0.19 imports all of k-diffusion, whose package imports torchvision,
scikit-image and a training stack. Only its sampling and denoiser modules generate, so the package
is entered without running its `__init__`, and its `utils` is stood in for by the one function
they use.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import importlib.util
import io
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from ...libraries.stand_ins import StandIn, torchaudio_without_its_extension


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
    k_diffusion = _k_diffusion()
    package = "stable_audio_tools"
    # It reports missing accelerators on standard output.
    with warnings.catch_warnings(), contextlib.redirect_stdout(io.StringIO()):
        warnings.simplefilter("ignore")
        return StableAudioTools(
            factory=importlib.import_module(f"{package}.models.factory"),
            diffusion=importlib.import_module(f"{package}.models.diffusion"),
            conditioners=importlib.import_module(f"{package}.models.conditioners"),
            generation=importlib.import_module(f"{package}.inference.generation"),
            sampling=importlib.import_module(f"{package}.inference.sampling"),
            k_sampling=k_diffusion.sampling,
            k_external=k_diffusion.external,
        )


def append_dims(x: Any, target_dims: int) -> Any:
    """Add trailing axes of length one until `x` has `target_dims` of them."""
    return x[(...,) + (None,) * (target_dims - x.ndim)]


def _k_diffusion() -> Any:
    name = "k_diffusion"
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{name} is not installed", name=name)
    package = StandIn(name)
    package.__path__ = [str(Path(spec.origin).parent)]
    sys.modules[name] = package
    utils = StandIn(f"{name}.utils", {"append_dims": append_dims})
    sys.modules[f"{name}.utils"] = utils
    vars(package)["utils"] = utils
    for part in ("sampling", "external"):
        vars(package)[part] = importlib.import_module(f"{name}.{part}")
    return package
