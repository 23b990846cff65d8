"""Tempo, key and meter as people write them into prompts, recognised as such and as nothing else.

Planning tells models with these, `sketch` reads with them, and the engines that must shorten a
prompt keep them: one place knows what a tempo, a key and a meter look like.
"""

from __future__ import annotations

from .folding import Folded, folded
from .keys import in_english, key_in_words, key_of
from .meters import meter_in_words
from .shortening import Shortened, left_out, shortened
from .stated import Key, Kind, Stated, Tempo, stated
from .tempo import tempo_in_words

__all__ = [
    "Folded",
    "Key",
    "Kind",
    "Shortened",
    "Stated",
    "Tempo",
    "folded",
    "in_english",
    "key_in_words",
    "key_of",
    "left_out",
    "meter_in_words",
    "shortened",
    "stated",
    "tempo_in_words",
]
