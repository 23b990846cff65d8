"""Parts of a clip closed to loops, all by the same crossfade."""

from __future__ import annotations

from .seam import crossfade_gains, join, mirrored
from .take_checks import summed
from .warp import Parts

MIRRORED_SECONDS = 0.005
"""Length of the join where a take has no audio before its downbeat."""

NO_PRE_ROLL = (
    "The take has no audio before its downbeat to lead the loop's end into its start, so the "
    "join is only {milliseconds:.0f} ms long."
)


def closed(parts: Parts, lead: int, sample_rate: int) -> tuple[Parts, tuple[str, ...]]:
    """What follows the first `lead` frames of each part, led back into its start by them.

    Returns:
        Loops of `lead` frames less, and notes.
    """
    bodies = {name: audio[:, lead:] for name, audio in parts.items()}
    befores = {name: audio[:, :lead] for name, audio in parts.items()}
    frames = summed(bodies).shape[1]
    shortest = min(int(MIRRORED_SECONDS * sample_rate), frames // 2)
    notes: tuple[str, ...] = ()
    if lead < shortest:
        lead = shortest
        befores = {name: mirrored(body, lead) for name, body in bodies.items()}
        notes = (NO_PRE_ROLL.format(milliseconds=1000 * lead / sample_rate),)
    if lead == 0:
        return bodies, notes
    gains = crossfade_gains(summed(befores), summed(bodies)[:, frames - lead :])
    return {name: join(body, befores[name], gains) for name, body in bodies.items()}, notes
