"""What the licences of clips say of the clip that is built on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from tonekiln.protocol import Clip
from tonekilnd.domain import EngineFacts, InputFile, Plan


def stricter_licences(built_on: Iterable[Clip], facts: EngineFacts) -> Iterator[str]:
    """A sentence for each clip that forbids what the engine at hand allows."""
    for clip in built_on:
        if clip.non_commercial and not facts.non_commercial:
            yield (
                f"built on {clip.name}, made by {clip.engine}, whose licence ({clip.licence}) "
                "does not allow commercial use"
            )


def known_as(file: InputFile, clip: Clip) -> InputFile:
    """An input that is a clip of the library, with whose it is and on which terms."""
    return replace(
        file, clip=clip.clip_id, licence=clip.licence, non_commercial=clip.non_commercial
    )


def with_what_stays(plan: Plan, licence: str, non_commercial: bool) -> tuple[str, bool]:
    """The terms of a clip, with those of the clip that is heard outside its parts."""
    stays = plan.takes[0].inpaint
    if not isinstance(stays, InputFile) or not stays.licence:
        return licence, non_commercial
    both = licence if stays.licence == licence else f"{licence}; {stays.shown}: {stays.licence}"
    return both, non_commercial or stays.non_commercial
