"""What a LoRA changes, whichever trainer wrote it: the matrices, by the module they belong to.

Three forms are read: stable-audio-tools' own, ComfyUI's, and PEFT's. They differ in how tensors
are named and in where the scale stands; the arithmetic is one (LoRA, arXiv:2106.09685; DoRA,
arXiv:2402.09353).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import Struct

from tonekiln import foreign
from tonekiln.foreign import Unreadable

from .header import Header, header_of
from .settings import Form, Settings, settings_of
from .tensor_names import Part, Parts, parts_in

MOST_MATRICES = 10_000
MOST_RANK = 2048


class Change(Struct, frozen=True, kw_only=True):
    """What is done to one matrix of (outputs, inputs): `scale * up @ down` is added.

    Where there is a magnitude, the sum's rows or columns are then brought to its lengths.

    Attributes:
        module: as the file calls it, without what only its trainer puts before it.
        down: name of the tensor (rank, inputs).
        up: name of the tensor (outputs, rank).
        outputs: of the matrix.
        inputs: of the matrix, all that are not outputs.
        scale: alpha by rank.
        alpha: name of a tensor with one number, which by the rank is the scale; "" for none.
        rows: name of the lengths of rows (outputs), or "".
        columns: name of the lengths of columns (inputs), or "".
    """

    module: str
    down: str
    up: str
    outputs: int
    inputs: int
    rank: int
    scale: float = 1.0
    alpha: str = ""
    rows: str = ""
    columns: str = ""


@dataclass(frozen=True, slots=True)
class Lora:
    """A file of changes."""

    form: Form
    changes: tuple[Change, ...]

    @property
    def rank(self) -> int:
        """The largest."""
        return max(change.rank for change in self.changes)


def lora_in(file: Path, config: Path | None = None) -> Lora:
    """Read what a file changes; none of its tensors are read.

    Args:
        file: of safetensors.
        config: PEFT's, for a file of PEFT's.

    Raises:
        Unreadable: it is none of the forms, or asks for what is not done here.
    """
    header = header_of(file)
    parts = parts_in(file, header)
    if not parts:
        raise Unreadable(file, "it holds no LoRA")
    if len(parts) > MOST_MATRICES:
        raise Unreadable(file, f"it changes more than {MOST_MATRICES} matrices")
    said = settings_of(file, header, config)
    changes = (
        _change(file, header, module, named, said) for module, named in sorted(parts.items())
    )
    return Lora(said.form, tuple(changes))


def _rank(header: Header, parts: Parts) -> int:
    shape = header.shapes.get(parts.get(Part.DOWN, ""), ())
    return shape[0] if shape else 1


def _change(file: Path, header: Header, module: str, parts: Parts, said: Settings) -> Change:
    """One matrix's. Raises Unreadable where its tensors do not go together."""
    shown = foreign.shown(module)
    if Part.DOWN not in parts or Part.UP not in parts:
        raise Unreadable(file, f"of {shown} one of its two factors is missing")
    down, up = header.shapes[parts[Part.DOWN]], header.shapes[parts[Part.UP]]
    rank, inputs, outputs = _rank(header, parts), math.prod(down[1:]), up[0] if up else 0
    if len(down) < 2 or math.prod(up) != outputs * rank or not outputs * inputs:
        raise Unreadable(file, f"the factors of {shown} do not go together")
    scale = said.scale(module, rank)
    if rank > MOST_RANK or not math.isfinite(scale):
        raise Unreadable(file, f"the rank of {shown} is more than {MOST_RANK}")
    change = Change(
        module=module,
        down=parts[Part.DOWN],
        up=parts[Part.UP],
        outputs=outputs,
        inputs=inputs,
        rank=rank,
        scale=scale,
        alpha=parts.get(Part.ALPHA, ""),
        rows=parts.get(Part.ROWS, ""),
        columns=parts.get(Part.COLUMNS, ""),
    )
    if length := parts.get(Part.LENGTHS):
        across = _is_of_columns(header.shapes[length], change, said)
        change = msgspec.structs.replace(change, **{"columns" if across else "rows": length})
    for name, count in ((change.rows, outputs), (change.columns, inputs), (change.alpha, 1)):
        if name and math.prod(header.shapes[name]) != count:
            raise Unreadable(file, f"{foreign.shown(name)} should hold {count} numbers")
    return change


def _is_of_columns(shape: tuple[int, ...], change: Change, said: Settings) -> bool:
    """Whether a magnitude's lengths are those of columns: as its shape tells, else as was said."""
    if len(shape) > 1 and change.outputs * change.inputs > 1:
        return shape[0] == 1 and math.prod(shape) == change.inputs
    return said.of_columns
