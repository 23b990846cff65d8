"""What a take gives Stable Audio to read and to hear, and how long its passes are."""

from __future__ import annotations

from dataclasses import dataclass

from tonekilnd.musical_words import Shortened

from ..inpainting import Inpainted
from ..input_alignment import Laid
from ..sections import Section
from .going_on import GoingOn
from .model import Model
from .padded import Padded, padded


@dataclass(frozen=True, slots=True)
class Given:
    """What a spec gives the model to read and to hear.

    Attributes:
        prompt: as much of the words as the model reads.
        negative: the same of those it is to keep away from.
        initial: the audio to start from, where it lies on the take.
        before: the audio to go on from.
        parts: the audio of which only parts are made.
    """

    prompt: Shortened
    negative: Shortened
    initial: Laid | None
    before: GoingOn | None
    parts: Inpainted | None = None


GivenSection = Section[Given]


def frames_of(section: GivenSection) -> int:
    """Frames to make: of the section, with what it goes on from."""
    before = section.given.before
    return section.frames if before is None else before.pass_frames(section.spec)


def seconds_told(model: Model, section: GivenSection) -> float:
    """The length that the model is told."""
    return section.spec.told_seconds or frames_of(section) / model.sample_rate


def pass_of(model: Model, section: GivenSection) -> Padded | None:
    """How long a section is computed, where that is not always the model's window."""
    return padded(model, seconds_told(model, section)) if model.padded else None
