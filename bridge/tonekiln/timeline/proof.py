"""How the bridge and a script in a DAW prove to each other that they share a secret.

The secret never travels. Each side gives a nonce; then each thing said is proved by
HMAC-SHA-256 (RFC 2104) over who says it, both nonces and the words. The client says nothing of use
before the script has proved itself, and a pair of nonces is good for one request.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

SCRIPT, REQUEST, ANSWER = "tonekiln script", "tonekiln request", "tonekiln answer"
"""Who says something: what one side proved is worth nothing in the other's mouth."""


def nonce() -> str:
    """256 random bits, in hexadecimal."""
    return secrets.token_hex(32)


def proof(secret: str, who: str, nonces: tuple[str, str], words: str = "") -> str:
    """The proof of some words, in hexadecimal.

    Args:
        secret: ASCII, as the connection file has it.
        who: one of the three above.
        nonces: the client's and the script's.
        words: ASCII.
    """
    said = "\n".join((who, *nonces, words)).encode("ascii", "replace")
    return hmac.new(secret.encode("ascii", "replace"), said, hashlib.sha256).hexdigest()


def proves(shown: str, expected: str) -> bool:
    """Whether a proof is the one expected, found out in the same time whatever it is."""
    return hmac.compare_digest(shown.encode("utf-8", "replace"), expected.encode("ascii"))
