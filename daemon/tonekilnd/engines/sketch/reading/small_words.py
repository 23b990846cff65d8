"""Words that change what the words around them mean, and words that mean nothing here."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


NO = _words("no without minus non not ohne kein keine sans sin senza sem zero")
"""The next thing must not sound."""

ONLY = _words(
    "only just solo solely nothing alone isolated acapella nur seulement solamente soltanto"
)
"""Nothing but what is named may sound."""

WITH = _words("with plus featuring feat mit avec con com & over")
"""What is named sounds among other things."""

OR = _words("or nor oder ou")
"""Carries a "no" on to the next thing."""

FILLERS = _words(
    "a an the of and in on at to for from by is it its as into some that this very really quite"
    " slightly bit little loop loops sample clip music sound sounds sounding style feel feeling"
    " vibe vibes type like bars bar bpm tempo key played playing single hit hits shot shots"
    " one-shot one one-shots und der die das ein eine im le la les un une de du des et el los las"
    " y il lo e o os do da em"
)
"""Neither understood nor unknown."""
