"""A row of the manifest as the daemon knows an engine: with what is on this machine."""

from __future__ import annotations

from collections.abc import Iterable

from tonekiln.protocol import EngineKind, Readiness
from tonekiln.protocol.errors import UnknownEngine

from .base import EngineFacts, EngineSettings
from .checkpoints import adopt
from .checkpoints.store import Store
from .fast.kernels import kernel_family
from .fast.precision import draft_precision, engine_precision, precisions
from .hardware import device_and_precision
from .libraries import installed, missing_packages
from .made_by import code_of
from .manifest import Row, row_of


def facts_of(row: Row, settings: EngineSettings) -> EngineFacts:
    """What is true of a row on this machine, without loading anything."""
    store = Store(settings.home)
    readiness, fix = _readiness(row, store, settings.interpreter)
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
        checkpoint=adopt.digest_of(row, store),
        download_bytes=row.download_mb * 1_000_000,
        precision=engine_precision(row, settings),
        draft_precision=draft_precision(row, settings),
        precisions=precisions(settings),
        device=device,
        fix=fix,
        made_by=code_of(row.library, settings.interpreter),
        kernels={choice: kernel_family(choice, device) for choice in precisions(settings)},
    )


def facts_of_folder(name: str, settings: EngineSettings, library: str) -> EngineFacts | None:
    """Facts of weights in a folder of one's own (`musicgen:/path`), recorded now; else None.

    Raises:
        EngineUnavailable: the folder holds no checkpoint, or what it names is missing.
    """
    if ":" not in name:
        return None
    try:
        row = row_of(name)
    except UnknownEngine:
        return None
    if row.library != library:
        return None
    store = Store(settings.home)
    if store.find(name) is None and not missing_packages(library, settings.interpreter):
        adopt.adopt(row, store)
    return facts_of(row, settings)


def with_folders(rows: Iterable[Row], settings: EngineSettings, library: str) -> list[Row]:
    """The rows, and one for each folder of one's own that was used before."""
    found = list(rows)
    for checkpoint in Store(settings.home).all():
        if ":" in checkpoint.engine and (row := row_of(checkpoint.engine)).library == library:
            found.append(row)
    return found


def _readiness(row: Row, store: Store, python: str) -> tuple[Readiness, str]:
    """How far a row is from being loaded, and all that has to be done about it."""
    here = adopt.is_on_disk(row, store)
    pull = "" if here else adopt.not_here(row).hint
    if missing_packages(row.library, python):
        other = f" --python {python}" if python else ""
        install = installed(python).trouble or f"run `tonekiln engines install{other}`"
        return Readiness.TO_INSTALL, ", then ".join(step for step in (install, pull) if step)
    return (Readiness.ON_DISK if here else Readiness.TO_PULL), pull
