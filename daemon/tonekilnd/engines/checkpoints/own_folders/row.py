"""A row as a folder of one's own makes it: which model it is, its licence, what its owner says."""

from __future__ import annotations

from msgspec.structs import replace

from tonekiln.foreign import Unreadable

from ...model_cards.rows import Row, folder_of
from .config import fitting_row
from .licence import licence_in
from .sidecar import sidecar_in


def row_in_its_folder(row: Row) -> Row:
    """The row with what its folder says; any other row as it is.

    A folder that is not there says nothing: whoever looks for its weights tells of it.

    Raises:
        EngineUnavailable: the weights are none that can be run, or `tonekiln.toml` is wrong.
    """
    folder = folder_of(row)
    if folder is None or not folder.is_absolute():
        return row
    own = row
    if row.library == "stable_audio":
        try:
            own = fitting_row(row, folder)
        except Unreadable:  # which the look for its weights names
            own = row
    said = sidecar_in(folder)
    return replace(
        own,
        title=said.title or row.title,
        licence=licence_in(folder, said.licence),
        licence_note="",
        stated="",
        gated=False,
        template=said.prompt,
        tempi=said.tempi,
        lengths=said.bars,
    )
