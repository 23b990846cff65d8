"""Weights of any name, as people publish their fine-tunes."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol.errors import NotFound

_PICKLES = (".ckpt", ".pt", ".pth")
"""What trainers write: reading one may run whatever it holds."""


def only_safetensors(there: Collection[str], usual: str) -> str:
    """The weights of a folder where they may have any name; "" for none, or more than one.

    Args:
        there: names of files.
        usual: the name that is taken before any other.
    """
    if usual in there:
        return usual
    found = [name for name in there if name.endswith(".safetensors") and "/" not in name]
    return found[0] if len(found) == 1 else ""


def safetensors_in(folder: Path) -> list[str]:
    """The names of a folder's files of weights, a few at most."""
    try:
        names = foreign.names_in(folder)
    except Unreadable:
        return []
    return [name for name in names if name.endswith(".safetensors")][:_MOST_CHOICES]


_MOST_CHOICES = 16
"""Files of weights in one folder that are looked at."""


def refuse_other_weights(folder: Path, usual: str, config: str) -> None:
    """Say of a folder with weights that cannot be taken what to do with them.

    Args:
        folder: that holds none of the forms whole.
        usual: what its weights are called where there are several.
        config: what its configuration is called.

    Raises:
        NotFound: there are weights; says the way out.
    """
    place = foreign.shown(folder)
    found = safetensors_in(folder)
    if found and usual not in found and len(found) > 1:
        raise NotFound(
            f"{place} holds several files of weights: {foreign.shown(', '.join(found))}",
            hint=f"keep one in it, or call the one that is meant {usual}",
        )
    try:
        pickles = [name for name in foreign.names_in(folder) if name.endswith(_PICKLES)]
    except Unreadable:
        return
    if pickles and not found:
        raise NotFound(
            f"{place} holds its weights as {foreign.shown(pickles[0])}, a pickle, which could run "
            "anything",
            hint="convert it to safetensors, as stable-audio-tools' unwrap_model.py does, and put "
            f"that beside {config}",
        )
    if found and not _is_there(folder / config):
        raise NotFound(f"{place} lacks {config}", hint="it comes with the weights: put it beside")


def _is_there(file: Path) -> bool:
    try:
        foreign.status_of(file)
    except Unreadable as problem:
        return not problem.absent
    return True
