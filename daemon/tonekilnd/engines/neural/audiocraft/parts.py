"""What a published checkpoint comes down to, whatever form it was published in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..text_encoder import TextEncoder
from ..weights import State


@dataclass(frozen=True, slots=True)
class Parts:
    """The pieces of a MusicGen, AudioGen or MAGNeT, in audiocraft's own terms.

    Attributes:
        lm_config: the training configuration (`xp.cfg`); never resolve it whole, it holds
            references to an environment that is gone.
        lm: the language model's state, audiocraft's names, conditioners included.
        codec_config: the same of EnCodec.
        codec: EnCodec's state.
        origin: the file to name when something does not fit.
    """

    lm_config: Any
    lm: State
    codec_config: Any
    codec: State
    text_encoder: TextEncoder
    origin: Path
