"""Fetching weights from the Hugging Face hub: the only place that goes to the network.

Files go into the Hugging Face cache, shared with other programs. A download that was cut off
goes on where it stopped. The access token is the one that the daemon hands over by a pipe, or
comes from where huggingface_hub keeps it (`hf auth login`, or `HF_TOKEN`).
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huggingface_hub import HfApi, hf_hub_download
from huggingface_hub.errors import (
    EntryNotFoundError,
    GatedRepoError,
    HTTPError,
    LocalEntryNotFoundError,
    OfflineModeIsEnabled,
    RepositoryNotFoundError,
)
from tqdm.auto import tqdm

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol.errors import EngineUnavailable, NotFound, StorageFull, TokenNeeded

from ..model_cards.rows import Row, refuse_a_folder
from . import hub_cache
from .adopt import weight_forms
from .companions import Companion, companions_of, needs_text_encoder
from .download import fetched
from .forms import Form, Layout, layout_of
from .store import Checkpoint, Part, Store, checkpoint_of, part_in

SPARE_BYTES = 2**30
"""Left free on the disk whatever is fetched."""


@dataclass(frozen=True, slots=True)
class Fetching:
    """How far a pull is.

    Attributes:
        file: what is being fetched.
        done: bytes of all files that are here.
        of: bytes of all files.
        checking: whether all are here and are read again, for their digests.
    """

    file: str
    done: int
    of: int
    checking: bool = False


Report = Callable[[Fetching], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The files of one repository to fetch.

    Attributes:
        sizes: of the layout's files.
        under: the folder of the repository that they are in, with its slash; "" for itself.
        folders: those that the repository has.
    """

    repo: str
    commit: str
    layout: Layout
    sizes: dict[str, int]
    under: str = ""
    folders: frozenset[str] = frozenset()

    @property
    def bytes(self) -> int:
        """All files together."""
        return sum(self.sizes.values())


def pull(row: Row, store: Store, report: Report = lambda _fetching: None) -> Checkpoint:
    """Fetch a row's weights and whatever they name, and record them.

    Raises:
        EngineUnavailable: its terms were not accepted, or the hub cannot be reached.
        NotFound: the hub has no such repository, or it has none of the published forms.
        StorageFull: the disk has too little room.
    """
    refuse_a_folder(row)
    weights = _wanted(row, row.repo, weight_forms(row))
    form = weights.layout.form
    likely = (
        [_companion(row, weights, Companion(row.text_encoder, Form.TEXT_ENCODER))]
        if needs_text_encoder(form)
        else []
    )
    _refuse_if_too_large([weights, *likely])
    store.begin(row.name)
    progress = _Progress(report, weights.bytes + sum(other.bytes for other in likely))
    folder = _fetch(row, weights, progress)
    # What they need besides is known for certain once they are here: they name it themselves.
    known = dict(zip([row.text_encoder], likely, strict=False))
    others = [
        known.get(needed.repo) or _companion(row, weights, needed)
        for needed in companions_of(row, form, folder)
    ]
    progress.of = weights.bytes + sum(other.bytes for other in others)
    folders = {other.layout.form: _fetch(row, other, progress) for other in others}
    progress.check()
    parts = {
        other.layout.form: _part(folders[other.layout.form], other, progress) for other in others
    }
    checkpoint = checkpoint_of(
        row.name,
        "pulled",
        _part(folder, weights, progress),
        parts.get(Form.TEXT_ENCODER),
        parts.get(Form.CODEC),
    )
    store.keep(checkpoint)
    return checkpoint


def _companion(row: Row, weights: Wanted, needed: Companion) -> Wanted:
    """What weights need beside them: from a folder of their own repository where it is there."""
    name = needed.repo.rpartition("/")[2]
    if name in weights.folders:
        return _wanted(row, weights.repo, (needed.form,), f"{name}/")
    return _wanted(row, needed.repo, (needed.form,))


def _part(folder: Path, wanted: Wanted, progress: _Progress) -> Part:
    return part_in(
        folder,
        (wanted.layout.form,),
        repo=wanted.repo,
        revision=wanted.commit,
        progress=progress.checked,
    )


def _wanted(row: Row, repo: str, forms: Sequence[Form], under: str = "") -> Wanted:
    """Which files of a repository, or of a folder in it, to fetch, and how large they are."""
    info = _asking(row, repo, lambda: HfApi().model_info(repo, files_metadata=True))
    all_sizes = {file.rfilename: int(file.size or 0) for file in info.siblings or ()}
    sizes = {
        name.removeprefix(under): size for name, size in all_sizes.items() if name.startswith(under)
    }
    commit = str(info.sha)

    def read(name: str) -> bytes:
        here = _asking(row, repo, lambda: hf_hub_download(repo, under + name, revision=commit))
        return foreign.read(Path(here), foreign.MOST_JSON_BYTES)

    try:
        layout = layout_of(sizes, read, forms)
    except Unreadable as error:
        raise NotFound(f"{repo}: {error}", hint=f"see https://huggingface.co/{repo}") from error
    if layout is None:
        raise NotFound(
            f"{repo} holds none of the published forms ({', '.join(forms)})",
            hint=f"see https://huggingface.co/{repo}",
        )
    folders = frozenset(name.partition("/")[0] for name in all_sizes if "/" in name)
    chosen = {name: sizes.get(name, 0) for name in layout.files}
    return Wanted(repo, commit, layout, chosen, under, folders)


def _refuse_if_too_large(wanted: Sequence[Wanted]) -> None:
    cache = hub_cache.cache_folder()
    try:
        cache.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        why = foreign.why_no_folder(cache) or error.strerror
        raise EngineUnavailable(
            f"{foreign.shown(cache)}, the Hugging Face cache, cannot be used ({why})",
            hint="move away what is in its place, or set HF_HOME to another folder",
        ) from error
    missing = sum(
        size
        for one in wanted
        for name, size in one.sizes.items()
        if not _is_here(_snapshot(one) / name)
    )
    free = shutil.disk_usage(cache).free
    if missing + SPARE_BYTES > free:
        raise StorageFull(
            f"{missing / 1e9:.1f} GB are to be fetched, {free / 1e9:.1f} GB are free at {cache}",
            hint="free some space, or set HF_HOME to a folder on another disk",
        )


def _is_here(file: Path) -> bool:
    try:
        foreign.check_file(file)
    except Unreadable:
        return False
    return True


def _snapshot(wanted: Wanted) -> Path:
    return hub_cache.repository_folder(wanted.repo) / "snapshots" / wanted.commit / wanted.under


def _fetch(row: Row, wanted: Wanted, progress: _Progress) -> Path:
    for name in wanted.layout.files:
        path = wanted.under + name
        progress.begin(f"{wanted.repo}/{path}", wanted.sizes[name])
        _asking(
            row,
            wanted.repo,
            lambda path=path: fetched(wanted.repo, path, wanted.commit, progress.bar()),  # type: ignore[misc]
        )
        progress.end()
    return _snapshot(wanted)


def _asking(row: Row, repo: str, ask: Callable[[], Any]) -> Any:  # noqa: ANN401
    """Ask the hub, its refusals turned into what to do."""
    command = f"tonekiln pull {row.name}"
    try:
        return ask()
    except GatedRepoError as error:
        raise TokenNeeded(
            f"{repo} is gated: its terms have to be accepted first",
            field="token",
            bound=f"https://huggingface.co/{repo}",
            hint=f"accept them at https://huggingface.co/{repo}, keep a token of yours with "
            f"`tonekiln engines token` (or `hf auth login`), then run `{command}` again",
        ) from error
    except RepositoryNotFoundError as error:
        raise NotFound(
            f"the hub has no {repo}, or not for you",
            hint=f"see https://huggingface.co/{repo}; if you can see it there, log in with "
            f"`hf auth login` and run `{command}` again",
        ) from error
    except (EntryNotFoundError, LocalEntryNotFoundError, OfflineModeIsEnabled) as error:
        raise _unreachable(repo, error) from error
    except (HTTPError, OSError) as error:
        raise _unreachable(repo, error) from error


def _unreachable(repo: str, error: Exception) -> EngineUnavailable:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return EngineUnavailable(
        f"{repo} could not be fetched: {reason}",
        hint="check the network and ask again: it goes on where it stopped",
    )


class _Progress:
    """Adds up what huggingface_hub's progress bars say."""

    def __init__(self, report: Report, of: int) -> None:
        self._report = report
        self.of = of
        self._before = 0
        self._file = ""
        self._size = 0

    def begin(self, file: str, size: int) -> None:
        self._file, self._size = file, size
        self._say(0)

    def end(self) -> None:
        self._before += self._size
        self._size = 0
        self._say(0)

    def check(self) -> None:
        """All is here; from now on it is read."""
        self._before, self._file = 0, ""

    def checked(self, count: int) -> None:
        """So many bytes more were read."""
        self._before += count
        self._report(Fetching("", min(self._before, self.of), self.of, checking=True))

    def bar(self) -> type[tqdm[Any]]:
        """A progress bar that is not drawn."""
        say = self._say

        class Silent(tqdm):
            def __init__(self, *args: Any, **named: Any) -> None:  # noqa: ANN401
                named.pop("name", None)
                named["disable"] = False
                super().__init__(*args, **named)

            def display(self, *_: Any, **__: Any) -> bool:  # noqa: ANN401
                return True

            def update(self, n: float | None = 1) -> bool | None:
                drawn = super().update(n)
                say(int(self.n))
                return drawn

            def close(self) -> None:
                self.disable = True

        return Silent

    def _say(self, done: int) -> None:
        self._report(Fetching(self._file, self._before + min(done, self._size), self.of))
