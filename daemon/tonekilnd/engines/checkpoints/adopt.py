"""Taking into use what is already on this machine: a hub cache, or a folder."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

from tonekiln.protocol.errors import EngineUnavailable, NotFound

from ..manifest import Row
from . import hub_cache, integrity
from .forms import CODEC_PICKLE, Form, layout_in
from .store import Checkpoint, Part, Store, checkpoint_of, part_in

_KEYS_BYTES = 4096
"""The start of a pickle, where its outermost keys are."""

Progress = Callable[[int], None]


def weight_forms(row: Row) -> tuple[Form, ...]:
    """The published forms of a row's weights, safetensors first."""
    if row.library == "stable_audio":
        return (Form.STABLE_AUDIO_TOOLS,)
    if row.family == "musicgen":
        return (Form.TRANSFORMERS, Form.AUDIOCRAFT)
    return (Form.AUDIOCRAFT,)


def needs_text_encoder(form: Form) -> bool:
    """Whether weights of this form only name their T5."""
    return form is not Form.TRANSFORMERS


def names_its_codec(folder: Path) -> bool:
    """Whether an audiocraft pair's codec file only names a published codec.

    torch saves a zip whose `data.pkl` spells the package's keys out; it is searched, not run.
    """
    try:
        with zipfile.ZipFile(folder / CODEC_PICKLE) as archive:
            pickled = next(n for n in archive.namelist() if n.endswith("data.pkl"))
            keys = archive.read(pickled)[:_KEYS_BYTES]
    except (OSError, zipfile.BadZipFile, StopIteration):
        return False
    return b"pretrained" in keys and b"best_state" not in keys


def folders_of(row: Row) -> dict[Form, Path] | None:
    """Where everything is that an unrecorded row needs, or None; reads no weights."""
    folder = _local_folder(row) or hub_cache.snapshot_of(row.repo, weight_forms(row))
    if folder is None:
        return None
    try:
        form = layout_in(folder, weight_forms(row)).form
    except NotFound:
        return None
    found = {form: folder}
    for repo, part in _companions(row, form, folder):
        place = _companion_folder(folder, repo, part)
        if place is None:
            return None
        found[part] = place
    return found


def is_on_disk(row: Row, store: Store) -> bool:
    """Whether everything a row needs is here; reads no weights."""
    recorded = store.find(row.name)
    if recorded is not None:
        return all(Path(file.path).exists() for part in recorded.parts for file in part.files)
    return folders_of(row) is not None


def digest_of(row: Row, store: Store) -> str:
    """The digest a row's checkpoint has, or will have when it is recorded.

    Returns:
        "" where it is not here, or where gigabytes would have to be read to tell.
    """
    recorded = store.find(row.name)
    if recorded is not None:
        return recorded.digest
    files = [
        (name, integrity.known_digest(folder / name))
        for form, folder in (folders_of(row) or {}).items()
        for name in layout_in(folder, (form,)).files
    ]
    known = files and all(digest for _, digest in files)
    return integrity.digest_of(files) if known else ""


def adopt(
    row: Row, store: Store, folder: Path | None = None, progress: Progress = lambda _bytes: None
) -> Checkpoint:
    """Record a row's checkpoint from a folder, or from the Hugging Face cache.

    Raises:
        EngineUnavailable: it is not here; the hint holds the command that fetches it.
    """
    folder = folder or _local_folder(row) or hub_cache.snapshot_of(row.repo, weight_forms(row))
    if folder is None:
        raise not_here(row)
    try:
        weights = part_in(folder, weight_forms(row), repo=row.repo, progress=progress)
    except NotFound as error:
        raise EngineUnavailable(error.message, hint=error.hint) from error
    companions: dict[Form, Part] = {}
    for repo, form in _companions(row, weights.form, folder):
        place = _companion_folder(folder, repo, form)
        if place is None:
            raise EngineUnavailable(
                f"{row.name} needs {repo}, which is not on this machine",
                hint=f"run `tonekiln pull {row.name.partition(':')[0]}`",
            )
        companions[form] = part_in(place, (form,), repo=repo, progress=progress)
    checkpoint = checkpoint_of(
        row.name,
        "adopted",
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
    checkpoint = store.find(row.name) or adopt(row, store)
    checkpoint.check()
    return checkpoint


def not_here(row: Row) -> EngineUnavailable:
    """What to tell someone who asks for a model whose weights are not on this machine."""
    first = f"accept its terms at {row.page}, log in with `hf auth login`, then " * row.gated
    return EngineUnavailable(
        f"the weights of {row.name} are not on this machine",
        hint=f"{first}run `tonekiln pull {row.name}` (about {row.download_mb / 1000:.1f} GB)",
    )


def _local_folder(row: Row) -> Path | None:
    path = row.name.partition(":")[2]
    return Path(path).expanduser() if path else None


def _companions(row: Row, form: Form, folder: Path) -> list[tuple[str, Form]]:
    found = [(row.text_encoder, Form.TEXT_ENCODER)] if needs_text_encoder(form) else []
    if form is Form.AUDIOCRAFT and names_its_codec(folder):
        found.append((row.codec, Form.CODEC))
    return found


def _companion_folder(folder: Path, repo: str, form: Form) -> Path | None:
    """Beside the weights, under the part's name; else in the hub's cache."""
    beside = folder / repo.rpartition("/")[2]
    return beside if beside.is_dir() else hub_cache.snapshot_of(repo, (form,))
