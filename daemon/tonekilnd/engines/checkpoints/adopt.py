"""Taking into use what is already on this machine: a hub cache, or a folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol.errors import EngineUnavailable, NotFound

from ..model_cards.rows import Row, companions, folder_of
from . import hub_cache, integrity
from .companions import companions_of, place_of
from .forms import Form, layout_in
from .store import Checkpoint, Part, Store, checkpoint_of, part_in

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Located:
    """What a row needs, as far as it is on this machine.

    Attributes:
        folders: of the weights and of what they name; empty unless all is here.
        missing: what to tell somebody who asks for it; None where all is here.
        problems: what could not be read on the way, a sentence each.
        digest: of the checkpoint; "" where gigabytes would have to be read to tell.
    """

    folders: dict[Form, Path]
    missing: EngineUnavailable | None = None
    problems: tuple[str, ...] = ()
    digest: str = ""


def weight_forms(row: Row) -> tuple[Form, ...]:
    """The published forms of a row's weights, safetensors first."""
    if row.method == "encoder":
        return (Form.TEXT_ENCODER,)
    if row.library == "stable_audio":
        return (Form.STABLE_AUDIO_TOOLS,)
    if row.library == "demucs":
        return (Form.DEMUCS,)
    if row.family == "musicgen":
        return (Form.TRANSFORMERS, Form.AUDIOCRAFT)
    return (Form.AUDIOCRAFT,)


def located(row: Row, store: Store) -> Located:
    """Where everything is that a row needs; reads no weights."""
    recorded = store.find(row.name)
    return _recorded(row, recorded) if recorded is not None else _found(row)


def folders_of(row: Row) -> dict[Form, Path]:
    """Where everything is that an unrecorded row needs; empty unless all is here."""
    return _found(row).folders


def digest_of(row: Row, store: Store) -> str:
    """The digest a row's checkpoint has, or will have when it is recorded; "" where unknown."""
    return located(row, store).digest


def adopt(
    row: Row, store: Store, folder: Path | None = None, progress: Progress = lambda _bytes: None
) -> Checkpoint:
    """Record a row's checkpoint from a folder, or from the Hugging Face cache.

    Raises:
        EngineUnavailable: it is not here; the hint holds the command that fetches it.
    """
    folder = folder or folder_of(row) or _weights(row).folder
    if folder is None:
        raise not_here(row)
    try:
        weights = part_in(folder, weight_forms(row), repo=row.repo, progress=progress)
        companions: dict[Form, Part] = {}
        for needed in companions_of(row, weights.form, folder):
            place = place_of(needed, folder).folder
            if place is None:
                raise _lacks(row, needed.repo)
            companions[needed.form] = part_in(
                place, (needed.form,), repo=needed.repo, progress=progress
            )
    except NotFound as error:
        raise _not_in(row, folder, error) from error
    checkpoint = checkpoint_of(
        row.name,
        "pulled" if store.begun(row.name) else "adopted",
        weights,
        companions.get(Form.TEXT_ENCODER),
        companions.get(Form.CODEC),
    )
    store.keep(checkpoint)
    return checkpoint


def checked(row: Row, store: Store, progress: Callable[[float, str], None]) -> Checkpoint:
    """A row's checkpoint, recorded if it was not, every file still what was recorded.

    Raises:
        EngineUnavailable: it is not here, or damaged: names the file.
    """
    progress(0.05, "checking the files")
    if (folder := folder_of(row)) and (why := foreign.why_no_folder(folder)):
        raise _no_folder(folder, why)
    checkpoint = store.find(row.name) or adopt(row, store)
    checkpoint.check()
    return checkpoint


def not_here(row: Row) -> EngineUnavailable:
    """What to tell someone who asks for a model whose weights are not on this machine."""
    if folder := folder_of(row):
        why = foreign.why_no_folder(folder)
        return (
            _no_folder(folder, why)
            if why
            else EngineUnavailable(
                f"{foreign.shown(folder)} is no longer what was recorded of it",
                field="engine",
                hint=f"run `tonekiln rm {row.name}`, then use it again",
            )
        )
    first = (
        f"accept its terms at {row.page}, keep a token with `tonekiln engines token`, then "
        * row.gated
    )
    return EngineUnavailable(
        f"the weights of {row.name} are not on this machine",
        hint=f"{first}run `tonekiln pull {row.name}` (about {row.download_mb / 1000:.1f} GB)",
    )


def _no_folder(folder: Path, why: str) -> EngineUnavailable:
    if why in (foreign.NOT_THERE, foreign.LEADS_NOWHERE):
        return EngineUnavailable(
            f"the folder {foreign.shown(folder)} is not there",
            field="engine",
            hint="is its drive mounted, and is it written as it should be?",
        )
    return EngineUnavailable(
        f"{foreign.shown(folder)} holds no checkpoint: {why}",
        field="engine",
        hint="name the folder that holds the weights",
    )


def _not_in(row: Row, folder: Path, error: NotFound) -> EngineUnavailable:
    """Why a folder cannot be used, for somebody who named it or its row."""
    why = foreign.why_no_folder(folder)
    if why and folder_of(row):
        return _no_folder(folder, why)
    return EngineUnavailable(error.message, field="engine", hint=error.hint)


def _lacks(row: Row, repo: str) -> EngineUnavailable:
    if folder := folder_of(row):
        beside = foreign.shown(folder / repo.rpartition("/")[2])
        alone = [f"`tonekiln pull {one.name}`" for one in companions() if one.repo == repo]
        bring = alone[0] if alone else f"`hf download {repo}`"
        hint = f"run {bring}, or put it at {beside}"
    else:
        hint = f"run `tonekiln pull {row.name}`"
    return EngineUnavailable(
        f"{row.name} needs {repo}, which is not on this machine", field="engine", hint=hint
    )


def _weights(row: Row) -> hub_cache.Search:
    return hub_cache.search(row.repo, weight_forms(row))


def _recorded(row: Row, checkpoint: Checkpoint) -> Located:
    problems = []
    for part in checkpoint.parts:
        for file in part.files:
            try:
                foreign.check_file(Path(file.path))
            except Unreadable as problem:
                problems.append(problem)
    if not problems:
        folders = {part.form: part.path for part in checkpoint.parts}
        return Located(folders, digest=checkpoint.digest)
    said = tuple(str(problem) for problem in problems if not problem.absent)
    return Located({}, not_here(row), said, checkpoint.digest)


def _found(row: Row) -> Located:
    own = folder_of(row)
    weights = hub_cache.Search(own) if own else _weights(row)
    if weights.folder is None:
        return Located({}, not_here(row), weights.problems)
    folder = weights.folder
    try:
        form = layout_in(folder, weight_forms(row)).form
    except NotFound as error:
        return Located({}, _not_in(row, folder, error), weights.problems)
    folders, problems = {form: folder}, weights.problems
    for needed in companions_of(row, form, folder):
        place = place_of(needed, folder)
        problems += place.problems
        if place.folder is None:
            return Located({}, _lacks(row, needed.repo) if own else not_here(row), problems)
        folders[needed.form] = place.folder
    return Located(folders, problems=problems, digest=_digest(folders))


def _digest(folders: dict[Form, Path]) -> str:
    files = [
        (name, integrity.known_digest(folder / name))
        for form, folder in folders.items()
        for name in layout_in(folder, (form,)).files
    ]
    known = all(digest for _, digest in files)
    return integrity.digest_of(files) if known else ""
