"""MusicGen, AudioGen and MAGNeT as engines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np
import torch
from torch import Generator, Tensor

from tonekiln.protocol.errors import EngineUnavailable, OutOfMemory
from tonekilnd.domain import Audio, Take, TakeSpec

from .. import devices, takes
from ..base import Callbacks, EngineSettings
from ..checkpoints import adopt
from ..checkpoints.forms import Form
from ..checkpoints.store import Store
from ..generators import generator_of
from ..manifest import Row
from . import pickled_form, transformers_form
from .autoregressive import (
    Choice,
    OpenStepper,
    Window,
    continued,
    steps_of,
    stride_tokens,
    upstream_stepper,
    windows_over,
)
from .conditions import conditions_of, prompt_tokens
from .listening import StreamingDecoder
from .masked import Schedule, decoded, spread
from .melody import melody_wave
from .model import Model, build

FIRST_PREVIEW_SECONDS = 2.0
PREVIEW_SECONDS = 1.0
