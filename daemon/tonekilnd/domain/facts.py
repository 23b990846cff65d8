"""What is true of an engine before it is loaded."""

from __future__ import annotations

from decimal import Decimal

from msgspec import Struct

from tonekiln.protocol import Ability, EngineKind, Readiness


class LoraFacts(Struct, frozen=True, kw_only=True):
    """A LoRA that was added.

    Attributes:
        sha256: of all that decides what it does.
        unfit: why it cannot be used with the engine at hand, or "".
    """

    name: str
    sha256: str
    licence: str
    non_commercial: bool
    unfit: str = ""


class EngineFacts(Struct, frozen=True, kw_only=True):
    """What is true of an engine before it is loaded.

    Attributes:
        sample_rate: its own rate; None when it renders at any rate.
        longest_seconds: one pass; with `windows` longer clips are made of several.
        exact: places every event itself, so that tempo and seam need no correction.
        memory_bytes: what it is expected to take when warm; measured values replace it.
        checkpoint: digest of its weights, or the version of its rules; part of every Plan.
        precision: what it computes in unless a request says otherwise.
        precisions: those that a request may name; empty leaves that to the engine.
        draft_precision: its fastest, which drafts take; "" where there is no faster one.
        fix: the command that makes it usable, where `readiness` says it is not.
        interpreter: the Python that runs its worker; "" for the daemon's own.
        made_by: the code that makes its takes: its revision and the libraries under it.
        kernels: the family of kernels that each precision is computed with on this machine.
        problems: what of its files could not be read, a sentence each.
        libraries_bytes: about what its libraries take to fetch; 0 where they are here, or are
            another's business.
        disk_bytes: what removing its weights would give back.
        gated: whether its terms have to be accepted on `page` before the hub gives it.
        template: how it is told, with `{prompt}` and other names; "" for the planner's own way.
        tempi: those that it knows, rising; it is asked at the nearest. Empty for any.
        lengths: those that it knows, in bars, rising; empty for any.
        loras: all that were added, each with why it does not fit where it does not.
    """

    name: str
    title: str
    kind: EngineKind
    readiness: Readiness
    sample_rate: int | None
    channels: int
    longest_seconds: float
    windows: bool
    exact: bool
    abilities: frozenset[Ability]
    licence: str
    licence_url: str
    non_commercial: bool
    memory_bytes: int
    checkpoint: str
    download_bytes: int = 0
    precision: str = ""
    precisions: tuple[str, ...] = ()
    draft_precision: str = ""
    device: str = "cpu"
    fix: str = ""
    interpreter: str = ""
    made_by: str = ""
    kernels: dict[str, str] = {}
    problems: tuple[str, ...] = ()
    libraries_bytes: int = 0
    disk_bytes: int = 0
    gated: bool = False
    page: str = ""
    template: str = ""
    tempi: tuple[Decimal, ...] = ()
    lengths: tuple[int, ...] = ()
    loras: tuple[LoraFacts, ...] = ()
