"""The rows of model_cards.toml, typed. Light: imports no model library."""

from __future__ import annotations

import functools
import tomllib
from decimal import Decimal
from importlib import resources
from pathlib import Path
from typing import Any, Literal

import msgspec
from msgspec import Struct

from tonekiln import foreign
from tonekiln.protocol import Ability
from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest, UnknownEngine

BYTES_PER_PARAMETER = 4
"""fp32, the precision that is faithful everywhere."""

WORKER_BYTES = 600 * 2**20
"""About what the imports of a worker take (measured 506 MB) with room for activations."""


class Sampler(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a model samples unless a request says otherwise.

    Attributes:
        guidance: classifier-free guidance scale; for MAGNeT where its annealing starts.
        guidance_end: where MAGNeT's annealing ends.
        top_k: keep the k likeliest tokens; 0 keeps all.
        top_p: keep the likeliest tokens up to this probability; 0 keeps all.
        stage_steps: MAGNeT's decoding steps for each codebook.
        stride: seconds by which a clip longer than the window is extended at a time.
        sigma_min: diffusion's lowest noise level.
        sigma_max: diffusion's highest noise level.
        projected: how much of diffusion's guidance is projected off its own direction (APG).
    """

    guidance: float = 1.0
    guidance_end: float = 1.0
    temperature: float = 1.0
    top_k: int = 0
    top_p: float = 0.0
    stride: float = 0.0
    stage_steps: tuple[int, ...] = ()
    sampler: str = ""
    steps: int = 0
    sigma_min: float = 0.0
    sigma_max: float = 1.0
    projected: float = 0.0


class Library(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A library that runs models.

    Attributes:
        name: of its folder in `tonekilnd.engines.neural`.
        packages: what a worker imports.
        decides_samples: packages whose versions decide what a take sounds like.
    """

    name: str
    packages: tuple[str, ...]
    decides_samples: tuple[str, ...]


class Licence(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A licence of weights."""

    name: str
    url: str
    non_commercial: bool


class Row(Struct, frozen=True, kw_only=True):
    """One model.

    Attributes:
        family: which family of the model cards; also the prefix of `FAMILY:/path` names.
        library: what runs it.
        method: how it generates: autoregressive, masked or diffusion; `separation` for what
            takes sound apart, and makes none from words; `encoder` for what only reads text for
            others, and is no engine.
        repo: the repository of its weights on the Hugging Face hub.
        text_encoder: the hub repository of its T5, for forms that only name it.
        codec: the hub repository of its codec, for checkpoints that only name it.
        stated: where the publisher states the weights' licence.
        parameters: of the language model or diffusion transformer, in millions.
        shared_parameters: of its text encoder and codec, in millions.
        objective: what a diffusion model was trained to tell, as its configuration names it.
        reads: the kind of its text encoder, as its configuration names it.
        template: how it is told, with names in braces; "" for words, tempo, key and meter in a row.
        tempi: those that it knows, in quarter notes a minute; empty for any.
        lengths: those that it knows, in bars; empty for any.
    """

    name: str
    family: str
    title: str
    repo: str
    library: str
    method: Literal["autoregressive", "masked", "diffusion", "separation", "encoder"]
    sample_rate: int
    channels: int
    longest_seconds: float
    windows: bool
    abilities: frozenset[Ability]
    sampler: Sampler
    licence: Licence
    stated: str
    parameters: int
    shared_parameters: int
    download_mb: int
    text_encoder: str
    codec: str = ""
    gated: bool = False
    licence_note: str = ""
    objective: str = ""
    reads: str = "t5"
    template: str = ""
    tempi: tuple[Decimal, ...] = ()
    lengths: tuple[int, ...] = ()

    @property
    def memory_bytes(self) -> int:
        """What the model is expected to take when warm, in fp32."""
        millions = self.parameters + self.shared_parameters
        return millions * 1_000_000 * BYTES_PER_PARAMETER + WORKER_BYTES

    @property
    def page(self) -> str:
        """Where a person reads about the model and accepts its terms; "" of a folder."""
        return "" if folder_of(self) else f"https://huggingface.co/{self.repo}"


@functools.cache
def rows() -> tuple[Row, ...]:
    """All rows, in the file's order."""
    return _rows_under("rows")


@functools.cache
def companions() -> tuple[Row, ...]:
    """What weights in folders of one's own may need beside them, and can be pulled alone."""
    return _rows_under("companions")


@functools.cache
def libraries() -> tuple[Library, ...]:
    """Every library that runs a row."""
    return tuple(
        msgspec.convert({"name": name, **entry}, Library)
        for name, entry in _table()["libraries"].items()
    )


def library_named(name: str) -> Library:
    """One of them; KeyError where there is none."""
    return {library.name: library for library in libraries()}[name]


def row_of(name: str) -> Row:
    """The row of an engine's name, which may be `NAME:/path` or `FAMILY:/path`.

    Weights in a folder of one's own are run as the named row is; a family stands for its first.

    Raises:
        UnknownEngine: there is none.
        InvalidRequest: it names no folder.
    """
    known, colon, path = name.partition(":")
    for row in rows():
        if known == row.name or (colon and known == row.family):
            if colon and not path.strip():
                raise InvalidRequest(
                    f"{name} names no folder", field="engine", bound=f"{known}:/path/of/a/folder"
                )
            title = f"{row.title} from {path}" if colon else row.title
            return msgspec.structs.replace(row, name=name, title=title)
    raise UnknownEngine(
        f"no model with weights is called {name}",
        field="engine",
        hint="`tonekiln list` shows every engine",
    )


def row_to_pull(name: str) -> Row:
    """The row of an engine's name, or what can be pulled alone. Raises as `row_of`."""
    for companion in companions():
        if companion.name == name:
            return companion
    return row_of(name)


def folder_of(row: Row) -> Path | None:
    """The folder of a row that runs weights in one of one's own."""
    path = row.name.partition(":")[2]
    return foreign.expanded(path) if path else None


def refuse_a_folder(row: Row) -> None:
    """Raises EngineUnavailable for weights that nobody publishes under the row's name."""
    if folder := folder_of(row):
        raise EngineUnavailable(
            f"{foreign.shown(folder)} is a folder of your own: nothing is fetched for it",
            field="engine",
            hint=f"use it with `--engine`, or fetch the published weights: "
            f"`tonekiln pull {row.name.partition(':')[0]}`",
        )


def rows_of(library: str) -> tuple[Row, ...]:
    """The rows that one library runs."""
    return tuple(row for row in rows() if row.library == library)


@functools.cache
def _table() -> dict[str, Any]:
    return tomllib.loads((resources.files(__package__) / "model_cards.toml").read_text("utf-8"))


def _rows_under(heading: str) -> tuple[Row, ...]:
    table = _table()
    licences = {name: msgspec.convert(entry, Licence) for name, entry in table["licences"].items()}
    return tuple(_row(entry, table["families"], licences) for entry in table[heading])


def _row(entry: dict[str, Any], families: dict[str, Any], licences: dict[str, Licence]) -> Row:
    fields = {**families[entry["family"]], **entry}
    fields["abilities"] = [*fields["abilities"], *fields.pop("more_abilities", [])]
    licence = licences[fields.pop("licence")]
    fields["licence"] = msgspec.to_builtins(licence)
    return msgspec.convert(fields, Row)
