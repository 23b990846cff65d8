"""Audio that a take goes on from: Stable Audio 3 was trained to fill what a mask leaves open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import Audio, TakeSpec
from tonekilnd.inputs.audio import read_audio

from ..input_alignment import end_of
from .model import Model

FADE_SECONDS = 0.03
"""Over which the given audio, as it is, gives way to what the model made of its end."""


@dataclass(frozen=True, slots=True)
class GoingOn:
    """What a take goes on from.

    Attributes:
        audio: (channels, frames) at the model's rate; the take's downbeat is where it ends.
        notes: what a person should know of how it was heard.
    """

    audio: Audio
    notes: tuple[str, ...]

    @property
    def frames(self) -> int:
        """How long it is."""
        return int(self.audio.shape[1])

    def pass_frames(self, spec: TakeSpec) -> int:
        """Of the given and what is new together."""
        return self.frames + spec.frames - spec.pre_roll_frames


def going_on(model: Model, spec: TakeSpec) -> GoingOn | None:
    """What a take goes on from, as much of its end as one pass has room for.

    Raises:
        InvalidRequest: what is to be made does not fit into one pass beside it.
    """
    if spec.continuation is None:
        return None
    new = spec.frames - spec.pre_roll_frames
    if len(spec.section_frames) > 1 or new >= model.window:
        longest = model.window / model.sample_rate
        raise InvalidRequest(
            "what goes on from given audio is made in one pass",
            field="bars",
            bound=f"less than {longest:.1f} s",
            hint="go on for fewer bars, and from that clip again",
        )
    audio = read_audio(spec.continuation, model.sample_rate, model.channels, "continuation")
    heard, notes = end_of(audio, model.window - new, spec, "given audio")
    return GoingOn(heard, notes)


def cut_out(wave: Audio, given: GoingOn, spec: TakeSpec, rate: int) -> Audio:
    """The take of a pass: its pre-roll is the given audio itself, what follows is new.

    Args:
        wave: (channels, frames) of the whole pass.
        given: what it goes on from.
        spec: the take.
        rate: of both, in Hz.
    """
    lead = min(spec.pre_roll_frames, given.frames)
    made = wave[:, given.frames - lead :]
    before = given.audio[:, given.frames - lead :]
    fade = min(lead, round(FADE_SECONDS * rate))
    gain = np.ones(lead, np.float32)
    gain[lead - fade :] = np.linspace(1, 0, fade, dtype=np.float32)
    pre_roll = before * gain + made[:, :lead] * (1 - gain)
    silence = np.zeros((len(wave), spec.pre_roll_frames - lead), np.float32)
    return np.concatenate([silence, pre_roll, made[:, lead:]], axis=1).astype(np.float32)
