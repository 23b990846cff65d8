"""What `tonekiln tune` found, kept under the home. Light: imports no model library."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.in_the_way import way_for_file, way_for_folder
from tonekiln.platform import open_files

from ..checkpoints.store import record_name


class Measured(Struct, frozen=True, kw_only=True):
    """One precision on this machine with this checkpoint.

    Attributes:
        ms: a step's median time in milliseconds.
        logits_distance: total variation between its and fp32's distributions, 0..1, mean; None
            where no tokens are drawn.
        tokens_agreement: how often its likeliest token is fp32's, 0..1; likewise.
        spectral_db: mean difference of the long-term spectra of its take and fp32's, in dB.
    """

    precision: str
    ms: float
    logits_distance: float | None = 0.0
    tokens_agreement: float | None = 1.0
    spectral_db: float = 0.0


class Tuning(Struct, frozen=True, kw_only=True):
    """The record of one engine.

    Attributes:
        chosen: what `auto` takes from now on.
        checkpoint: digest of the weights that were measured.
    """

    engine: str
    chosen: str
    checkpoint: str
    measured: tuple[Measured, ...]


def record(home: Path, tuning: Tuning) -> Path:
    """Keep a record, replacing the engine's earlier one."""
    file = _file(home, tuning.engine)
    way_for_folder(file.parent)
    file.parent.mkdir(parents=True, exist_ok=True)
    way_for_file(file)
    draft = file.with_suffix(f".{os.getpid()}.draft")
    draft.write_bytes(msgspec.json.format(msgspec.json.encode(tuning), indent=1))
    open_files.replace(draft, file)
    return file


def tuned(home: Path, engine: str) -> Tuning | None:
    """An engine's record; one that cannot be read counts as none."""
    for file in (_file(home, engine), _earlier_file(home, engine)):
        try:
            found = foreign.read_json(file, Tuning)
        except Unreadable:
            continue
        if found.engine == engine:
            return found
    return None


def tuning_problems(home: Path) -> tuple[str, ...]:
    """Records that cannot be read, a sentence each."""
    folder = home / "tuned"
    problems = []
    try:
        names = foreign.names_in(folder)
    except Unreadable as problem:
        return () if problem.absent else (str(problem),)
    for name in names:
        if name.endswith(".json"):
            try:
                foreign.read_json(folder / name, Tuning)
            except Unreadable as problem:
                problems.append(str(problem))
    return tuple(problems)


def tuned_precision(home: Path, engine: str, checkpoint: Callable[[], str]) -> str:
    """What was chosen for an engine on the weights it has now, or "".

    Args:
        home: the daemon's folder.
        engine: its name.
        checkpoint: tells the weights' digest, which is asked only where something was recorded.
    """
    found = tuned(home, engine)
    return found.chosen if found and found.checkpoint == checkpoint() else ""


def _file(home: Path, engine: str) -> Path:
    return home / "tuned" / record_name(engine)


def _earlier_file(home: Path, engine: str) -> Path:
    """What the record of weights in a folder was called when paths were short."""
    return home / "tuned" / f"{engine.replace(os.sep, '_').replace(':', '_')}.json"
