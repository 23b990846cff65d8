"""Which of the LoRAs that were added an engine can be asked with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from tonekiln.foreign import Unreadable
from tonekiln.protocol import Ability
from tonekilnd.domain import LoraFacts

from ..checkpoints.forms import Form, layout_in
from ..loras.fitting import unfit
from ..loras.header import header_of
from ..loras.shelf import AddedLora, LoraShelf
from ..model_cards.rows import Row


def loras_here(row: Row, home: Path, folders: Mapping[Form, Path]) -> tuple[LoraFacts, ...]:
    """All that were added; of a row whose weights are not here none.

    Args:
        row: the engine.
        home: the daemon's.
        folders: where its weights are; only the head of their file is read.
    """
    folder = folders.get(Form.STABLE_AUDIO_TOOLS)
    if Ability.LORA not in row.abilities or folder is None:
        return ()
    shelf = LoraShelf(home)
    added = shelf.all()
    if not added:
        return ()
    try:
        shapes = header_of(_weights_in(folder)).shapes
    except Unreadable as problem:
        return tuple(_facts(one, str(problem)) for one in added)
    return tuple(_facts(one, _unfit(one, shelf, shapes)) for one in added)


def _weights_in(folder: Path) -> Path:
    files = layout_in(folder, (Form.STABLE_AUDIO_TOOLS,)).files
    return folder / next(name for name in files if name.endswith(".safetensors"))


def _unfit(added: AddedLora, shelf: LoraShelf, shapes: Mapping[str, tuple[int, ...]]) -> str:
    try:
        return unfit(shelf.changes(added).changes, shapes)
    except Unreadable as problem:
        return str(problem)


def _facts(added: AddedLora, why: str) -> LoraFacts:
    return LoraFacts(
        name=added.name,
        sha256=added.sha256,
        licence=added.licence,
        non_commercial=added.non_commercial,
        unfit=why,
    )
