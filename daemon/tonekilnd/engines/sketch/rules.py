"""Which rules made a clip: the digest of this engine's own source, and of what it reads with."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from tonekilnd import musical_words

_DIGEST_CHARACTERS = 16

_RULES_OF = {"51a44b86b0040c54": "d9309981d4b5d599"}
"""Digests of sources that make the same samples as earlier ones, by the digest of today: Plans made
with those rules stay what they are. Any other change of a source is a change of rules."""


@cache
def rules_digest() -> str:
    """Changes whenever a rule does, so that a Plan never meets rules it was not made with."""
    digest = hashlib.sha256()
    for root in (Path(__file__).parent, Path(musical_words.__file__).parent):
        for source in sorted(root.rglob("*.py")):
            if source == Path(__file__):
                continue  # it states the digest, and rules nothing
            digest.update(source.relative_to(root).as_posix().encode())
            digest.update(source.read_bytes().replace(b"\r\n", b"\n"))  # Windows' checkouts
    found = digest.hexdigest()[:_DIGEST_CHARACTERS]
    return f"rules-{_RULES_OF.get(found, found)}"
