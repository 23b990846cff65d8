"""Which rules made a clip: the digest of this engine's own source, and of what it reads with."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path

from tonekilnd import musical_words

_DIGEST_CHARACTERS = 16


@cache
def rules_digest() -> str:
    """Changes whenever a rule does, so that a Plan never meets rules it was not made with."""
    digest = hashlib.sha256()
    for root in (Path(__file__).parent, Path(musical_words.__file__).parent):
        for source in sorted(root.rglob("*.py")):
            digest.update(source.relative_to(root).as_posix().encode())
            digest.update(source.read_bytes())
    return f"rules-{digest.hexdigest()[:_DIGEST_CHARACTERS]}"
