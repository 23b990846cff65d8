"""A row of the model cards as the daemon knows an engine: with what is on this machine."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tonekiln import foreign
from tonekiln.protocol import EngineKind, Readiness
from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest, UnknownEngine
from tonekilnd.environments import is_environment

from ..checkpoints import adopt
from ..checkpoints.remove import disk_bytes
from ..checkpoints.store import Store
from ..computing.hardware import device_and_precision
from ..computing.precision import draft_precision, engine_precision, precisions
from ..computing.tuned import tuning_problems
from ..contract import EngineFacts, EngineSettings
from ..libraries.bringing import LIBRARIES_BYTES
from ..libraries.needs import installed, missing_packages
from ..model_cards.rows import Row, companions, folder_of, row_of
from .loras_here import loras_here
from .made_by import code_of

KernelsOf = Callable[[str, str], str]
"""From a precision and a device to the family of kernels that computes in it on this machine."""


def facts_of(
    row: Row, settings: EngineSettings, revision: int, kernels_of: KernelsOf
) -> EngineFacts:
    """What is true of a row on this machine, without loading anything.

    Args:
        row: the engine.
        settings: of its family.
        revision: of our code that makes its takes.
        kernels_of: what its family computes with.
    """
    store = Store(settings.home)
    located = adopt.located(row, store)
    readiness, fix = _readiness(row, located, settings.interpreter)
    device, _ = device_and_precision(settings)
    return EngineFacts(
        name=row.name,
        title=row.title,
        kind=EngineKind.NEURAL,
        readiness=readiness,
        sample_rate=row.sample_rate,
        channels=row.channels,
        longest_seconds=row.longest_seconds,
        windows=row.windows,
        exact=False,
        abilities=row.abilities,
        licence=row.licence.name,
        licence_url=row.licence.url,
        non_commercial=row.licence.non_commercial,
        memory_bytes=row.memory_bytes,
        checkpoint=located.digest,
        download_bytes=row.download_mb * 1_000_000,
        precision=engine_precision(row, settings),
        draft_precision=draft_precision(row, settings),
        precisions=precisions(settings),
        device=device,
        fix=fix,
        made_by=code_of(row.library, revision, settings.interpreter),
        kernels={choice: kernels_of(choice, device) for choice in precisions(settings)},
        problems=located.problems,
        libraries_bytes=_libraries_bytes(readiness, settings.interpreter),
        disk_bytes=disk_bytes(row.name, row.repo, store),
        gated=row.gated,
        page=row.page,
        template=row.template,
        tempi=row.tempi,
        lengths=row.lengths,
        loras=loras_here(row, settings.home, located.folders),
    )


def recorded_now(row: Row, settings: EngineSettings) -> None:
    """Record weights in a folder of one's own that were never used before.

    Raises:
        InvalidRequest: the folder's path is not whole.
        EngineUnavailable: the folder holds no checkpoint, or what it names is missing.
    """
    folder = folder_of(row)
    store = Store(settings.home)
    if folder is None or store.find(row.name) is not None:
        return
    family, _, path = row.name.partition(":")
    if not Path(path).is_absolute():
        raise InvalidRequest(
            f"{foreign.shown(path)} is not the whole path of a folder on the daemon's machine",
            field="engine",
            bound=f"{family}:/path/of/a/folder",
            hint="a daemon does not know which folder a relative path or ~ starts from",
        )
    if not missing_packages(row.library, settings.interpreter):
        adopt.adopt(row, store)


def folders_used(settings: EngineSettings, library: str) -> list[str]:
    """The names of a library's engines on folders of one's own that were used before."""
    names = [checkpoint.engine for checkpoint in Store(settings.home).all()]
    return [name for name in names if ":" in name and _known_library(name) == library]


def library_of(name: str) -> str:
    """The library that runs an engine, or "" where this version knows none of that name.

    Raises:
        InvalidRequest: it names no folder.
    """
    try:
        return row_of(name).library
    except UnknownEngine:
        return ""


def _known_library(name: str) -> str:
    try:
        return library_of(name)
    except InvalidRequest:
        return ""


def record_problems(settings: EngineSettings) -> tuple[str, ...]:
    """What is wrong with the home's records of weights and of tuning, a sentence each."""
    records, problems = Store(settings.home).look()
    alone = [companion.name for companion in companions()]
    unknown = [
        record.engine
        for record in records
        if record.engine not in alone and not _known_library(record.engine)
    ]
    return (
        *map(str, problems),
        *tuning_problems(settings.home),
        *(f"weights are recorded of {name}, which this version does not know" for name in unknown),
    )


def _readiness(row: Row, located: adopt.Located, python: str) -> tuple[Readiness, str]:
    """How far a row is from being loaded, and all that has to be done about it."""
    here = located.missing is None
    pull = "" if located.missing is None else _way_out(row, located.missing)
    if missing_packages(row.library, python):
        if _may_be_brought(python) and pull and not folder_of(row):
            return Readiness.TO_INSTALL, pull  # which brings both
        other = "" if _may_be_brought(python) else f" --python {python}"
        install = installed(python).trouble or f"run `tonekiln engines install{other}`"
        return Readiness.TO_INSTALL, ", then ".join(step for step in (install, pull) if step)
    return (Readiness.ON_DISK if here else Readiness.TO_PULL), pull


def _libraries_bytes(readiness: Readiness, python: str) -> int:
    missing = readiness is Readiness.TO_INSTALL
    return LIBRARIES_BYTES if missing and _may_be_brought(python) else 0


def _may_be_brought(python: str) -> bool:
    """Whether the daemon brings libraries; another Python is its owner's business."""
    return not python or is_environment(python)


def _way_out(row: Row, missing: EngineUnavailable) -> str:
    """What to do; of a folder of one's own it has to be said what is wrong with it."""
    return f"{missing.message}: {missing.hint}" if folder_of(row) else missing.hint
