"""Which licence the weights of a folder are under, as far as the folder says.

Nobody vouches for a folder: what is not found is unknown, and counts as non-commercial, since
nobody has allowed more.
"""

from __future__ import annotations

import re
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.plain import plain

from ...model_cards.rows import Licence

UNKNOWN = "unknown"

_FILE = re.compile(r"(?i)licen[sc]e(_gemma)?(\.md|\.txt)?")
_CARD = "README.md"
_MOST_BYTES = 16 * 2**10
_MOST_FILES = 8
_MOST_CHARACTERS = 80

_KNOWN: tuple[tuple[str, str, str, bool], ...] = (
    (
        r"stability ai (non-?commercial )?community licen[sc]e|stability-?ai-?community",
        "Stability AI Community License",
        "https://stability.ai/community-license-agreement",
        False,
    ),
    (
        r"gemma terms of use|^gemma$",
        "Gemma Terms of Use",
        "https://ai.google.dev/gemma/terms",
        False,
    ),
    (
        r"attribution-noncommercial|cc[ -]by-nc\b",
        "CC-BY-NC",
        "https://creativecommons.org/licenses/by-nc/4.0/",
        True,
    ),
    (r"non-?commercial", "a non-commercial licence", "", True),
    (
        r"apache license,?\s+version 2|^apache-2\.0$",
        "Apache License 2.0",
        "https://www.apache.org/licenses/LICENSE-2.0",
        False,
    ),
    (r"\bmit license\b|^mit$", "MIT", "https://opensource.org/license/mit", False),
    (
        r"creative commons zero|cc0 1\.0|^cc0-1\.0$",
        "CC0 1.0",
        "https://creativecommons.org/publicdomain/zero/1.0/",
        False,
    ),
    (
        r"creative commons attribution 4\.0|^cc-by-4\.0$",
        "CC-BY 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        False,
    ),
)
"""Texts by words that stand in them, the stricter first: name, wording, whether non-commercial."""


def licence_in(folder: Path, said: str = "") -> Licence:
    """The licence of a folder's weights.

    Args:
        folder: read for LICENSE files, then for what its README.md states.
        said: what its `tonekiln.toml` says, which is shown and never allows more.
    """
    found = list(dict.fromkeys(_of_files(folder) or _of_card(folder)))
    name = " and ".join(f"{one.name}" for one in found) or UNKNOWN
    if said:
        name = f'{name}; "{said}" says its folder'
    return Licence(
        name=name,
        url=found[0].url if found else "",
        non_commercial=not found or any(one.non_commercial for one in found) or _restricts(said),
    )


def _restricts(said: str) -> bool:
    known = _recognised(said)
    return known is not None and known.non_commercial


def _of_files(folder: Path) -> list[Licence]:
    """Under the names that its files have: systems differ in which letters are the same."""
    try:
        names = [name for name in foreign.names_in(folder) if _FILE.fullmatch(name)]
    except Unreadable:
        return []
    texts = ((name, _start_of(folder / name)) for name in names[:_MOST_FILES])
    return [_of_text(text, name) for name, text in texts if text.strip()]


def _of_text(text: str, file: str) -> Licence:
    """A known licence; else what its text begins with, of which nothing is known."""
    known = _recognised(text)
    if known is not None:
        return Licence(
            name=f"{known.name} (its {file})", url=known.url, non_commercial=known.non_commercial
        )
    first = plain(" ".join(text.split()))[:_MOST_CHARACTERS].lstrip("# ")
    return Licence(name=f'{UNKNOWN} (its {file}: "{first}")', url="", non_commercial=True)


def _of_card(folder: Path) -> list[Licence]:
    """What the front matter of a hub's model card states."""
    text = _start_of(folder / _CARD)
    front = re.match(r"---\s*\n(.*?)\n---", text, re.DOTALL)
    stated = (
        dict(re.findall(r"(?m)^(license(?:_name)?):[ \t]*([^\n#]+)", front[1])) if front else {}
    )
    value = stated.get("license_name") or stated.get("license") or ""
    value = value.strip().strip("\"'")
    return [_of_text(value, _CARD)] if value else []


def _recognised(text: str) -> Licence | None:
    lowered = text.lower()
    for words, name, url, non_commercial in _KNOWN:
        if re.search(words, lowered):
            return Licence(name=name, url=url, non_commercial=non_commercial)
    return None


def _start_of(file: Path) -> str:
    try:
        return foreign.read_start(file, _MOST_BYTES).decode("utf-8", "replace")
    except Unreadable:
        return ""
