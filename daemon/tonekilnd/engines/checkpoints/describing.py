"""A model's card and weights in words, and as facts for scripts."""

from __future__ import annotations

import json
import sys
from typing import Any

from tonekiln.plain import plain
from tonekiln.protocol.errors import TonekilnError

from ..model_cards.rows import Row, folder_of
from . import adopt
from .forms import Form
from .store import Checkpoint

Said = tuple[dict[str, Any], list[str]]
"""An answer, for scripts and for people."""


def described(row: Row, checkpoint: Checkpoint | None) -> Said:
    """Both; without a checkpoint with the way to one."""
    lines = [
        f"{row.title} ({row.name})",
        f"  {label('licence')} {row.licence.name}"
        + (", non-commercial" * row.licence.non_commercial),
        *(
            f"  {label(name)} {said}"
            for name, said in (
                ("", row.licence.url),
                ("stated", row.stated),
                ("note", row.licence_note),
                ("page", row.page),
            )
            if said
        ),
    ]
    if checkpoint is None:
        missing = adopt.not_here(row)
        why = f"{missing.message}: {missing.hint}" if folder_of(row) else missing.hint
        lines.append(f"  {label('weights')} not recorded: {why}")
    else:
        lines.append(f"  {label('weights')} {size(checkpoint.bytes)}, {checkpoint.origin}")
        lines += [f"  {label(part.form)} {part.folder}" for part in checkpoint.parts]
        lines.append(f"  {label('digest')} {checkpoint.digest[:16]}")
    return facts(row, checkpoint), lines


def label(text: str) -> str:
    """A row's label, as wide as the widest."""
    return text.ljust(_LABEL_CHARACTERS)


_LABEL_CHARACTERS = max(len(form) for form in Form)


def facts(row: Row, checkpoint: Checkpoint | None) -> dict[str, Any]:
    """For `--json`."""
    return {
        "engine": row.name,
        "title": row.title,
        "licence": row.licence.name,
        "licence_url": row.licence.url,
        "non_commercial": row.licence.non_commercial,
        "licence_stated": row.stated,
        "licence_note": row.licence_note,
        "page": row.page,
        "gated": row.gated,
        "here": checkpoint is not None,
        "origin": checkpoint.origin if checkpoint else "",
        "bytes": checkpoint.bytes if checkpoint else 0,
        "digest": checkpoint.digest if checkpoint else "",
        "parts": [
            {"form": str(part.form), "folder": part.folder, "repo": part.repo}
            for part in (checkpoint.parts if checkpoint else ())
        ],
    }


def size(count: int) -> str:
    """Of so many bytes, in megabytes or gigabytes."""
    return f"{count / 1e9:.2f} GB" if count >= 10**8 else f"{count / 1e6:.1f} MB"


def failed(error: TonekilnError, *, as_json: bool) -> int:
    """Tell of an error, for scripts on stdout and for people on stderr; the exit status."""
    if as_json:
        facts = {
            "code": str(error.code),
            "message": error.message,
            "hint": error.hint,
            "field": error.field,
            "bound": error.bound,
        }
        print(json.dumps({"error": facts}))  # noqa: T201
    else:
        sys.stderr.write(f"{plain(str(error))}\n")
    return 1
