"""The frozen types that everything in the daemon speaks of."""

from .facts import EngineFacts, LoraFacts
from .plan import STEMS, FitSettings, Parent, Plan
from .takes import FREE_STRENGTH, Audio, InputFile, LoraWeight, Take, TakeSpec

__all__ = [
    "FREE_STRENGTH",
    "STEMS",
    "Audio",
    "EngineFacts",
    "FitSettings",
    "InputFile",
    "LoraFacts",
    "LoraWeight",
    "Parent",
    "Plan",
    "Take",
    "TakeSpec",
]
