"""What the licences of clips say of the clip that is built on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tonekiln.protocol import Clip
from tonekilnd.domain import EngineFacts


def stricter_licences(built_on: Iterable[Clip], facts: EngineFacts) -> Iterator[str]:
    """A sentence for each clip that forbids what the engine at hand allows."""
    for clip in built_on:
        if clip.non_commercial and not facts.non_commercial:
            yield (
                f"built on {clip.name}, made by {clip.engine}, whose licence ({clip.licence}) "
                "does not allow commercial use"
            )
