"""The records of checkpoints: which files make an engine, and where they are.

Weights stay where they lie: in the Hugging Face cache, shared with other programs, or in the
folder a person named. The home holds one small record per engine, and what was converted.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
from msgspec import Struct

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.in_the_way import way_for_file, way_for_folder
from tonekiln.platform import open_files
from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest, StorageFull

from . import integrity
from .forms import Form, Layout, layout_in
from .integrity import FileRecord


class Part(Struct, frozen=True, kw_only=True):
    """One folder of a checkpoint: the weights themselves, a text encoder, or a codec."""

    form: Form
    folder: str
    files: tuple[FileRecord, ...]
    repo: str = ""
    revision: str = ""

    @property
    def path(self) -> Path:
        """The folder."""
        return Path(self.folder)


class Checkpoint(Struct, frozen=True, kw_only=True):
    """All that an engine is loaded from.

    Attributes:
        engine: its name, or `FAMILY:/path`.
        origin: `pulled` by Tonekiln, or `adopted` where it lay.
        digest: of all files together; part of every Plan.
    """

    engine: str
    origin: str
    weights: Part
    text_encoder: Part | None = None
    codec: Part | None = None
    digest: str

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts there are."""
        return tuple(p for p in (self.weights, self.text_encoder, self.codec) if p is not None)

    @property
    def bytes(self) -> int:
        """Size of all files together."""
        return sum(file.bytes for part in self.parts for file in part.files)

    def check(self) -> None:
        """Raise EngineUnavailable, naming the file, unless every file is what was recorded."""
        for part in self.parts:
            for file in part.files:
                integrity.check(file)


def checkpoint_of(
    engine: str,
    origin: str,
    weights: Part,
    text_encoder: Part | None = None,
    codec: Part | None = None,
) -> Checkpoint:
    """A checkpoint of these parts, with its digest."""
    parts = [part for part in (weights, text_encoder, codec) if part is not None]
    return Checkpoint(
        engine=engine,
        origin=origin,
        weights=weights,
        text_encoder=text_encoder,
        codec=codec,
        digest=integrity.digest_of(
            (Path(file.path).name, file.sha256) for part in parts for file in part.files
        ),
    )


def part_in(
    folder: Path,
    forms: tuple[Form, ...],
    *,
    repo: str = "",
    revision: str = "",
    progress: Callable[[int], None] = lambda _bytes: None,
) -> Part:
    """Recognise a folder and record its files.

    Raises:
        NotFound: it holds none of `forms`.
        EngineUnavailable: a file is damaged.
    """
    layout: Layout = layout_in(folder, forms)
    files = tuple(integrity.record(folder / name, progress) for name in layout.files)
    return Part(form=layout.form, folder=str(folder), files=files, repo=repo, revision=revision)


class Store:
    """The records in one home."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.folder = home / "checkpoints"

    @property
    def converted(self) -> Path:
        """Where converted pickles are kept."""
        return self.folder / "converted"

    def find(self, engine: str) -> Checkpoint | None:
        """The recorded checkpoint of an engine, or None."""
        try:
            found = foreign.read_json(self._file(engine), Checkpoint)
        except Unreadable:
            return None
        return found if found.engine == engine else None

    def begin(self, engine: str) -> None:
        """Note that an engine's weights are being fetched, until `keep` or `forget`.

        Files that are all there without a record could be anybody's; with this note they are ours.

        Raises:
            EngineUnavailable: it cannot be written down.
        """
        note = self._note(engine)
        try:
            way_for_folder(self.folder)
            self.folder.mkdir(parents=True, exist_ok=True)
            way_for_file(note)
            note.touch()
        except OSError as error:
            raise EngineUnavailable(
                f"{foreign.shown(note)} cannot be written: {error.strerror}",
                hint="move away what is in its place",
            ) from error

    def begun(self, engine: str) -> bool:
        """Whether fetching its weights was begun and not brought to an end."""
        try:
            foreign.check_file(self._note(engine))
        except Unreadable:
            return False
        return True

    def keep(self, checkpoint: Checkpoint) -> None:
        """Write a checkpoint's record, whole or not at all.

        Raises:
            StorageFull: there is no room for it.
            EngineUnavailable: it cannot be written down.
        """
        file = self._file(checkpoint.engine)
        draft = file.with_suffix(f".{os.getpid()}.draft")
        try:
            way_for_folder(self.folder)
            self.folder.mkdir(parents=True, exist_ok=True)
            way_for_file(file)
            draft.write_bytes(msgspec.json.format(msgspec.json.encode(checkpoint), indent=1))
            open_files.replace(draft, file)
            open_files.unlink(self._note(checkpoint.engine), missing_ok=True)
        except UnicodeEncodeError as error:
            raise EngineUnavailable(
                f"the path of {foreign.shown(checkpoint.weights.folder)} is not UTF-8 text",
                hint="rename the folder",
            ) from error
        except OSError as error:
            with contextlib.suppress(OSError):
                open_files.discard(draft)
            if error.errno in NO_SPACE:
                raise StorageFull(f"no room to write {foreign.shown(file)}") from error
            raise EngineUnavailable(
                f"{foreign.shown(file)} cannot be written: {error.strerror}",
                hint="move away what is in its place",
            ) from error

    def forget(self, engine: str) -> None:
        """Remove a record; the files stay."""
        open_files.unlink(self._file(engine), missing_ok=True)
        open_files.unlink(self._note(engine), missing_ok=True)

    def _note(self, engine: str) -> Path:
        return self._file(engine).with_suffix(".fetching")

    def all(self) -> tuple[Checkpoint, ...]:
        """Every record that can be read."""
        return self.look()[0]

    def look(self) -> tuple[tuple[Checkpoint, ...], tuple[Unreadable, ...]]:
        """Every record that can be read, and those that cannot."""
        try:
            names = foreign.names_in(self.folder)
        except Unreadable as problem:
            return (), () if problem.absent else (problem,)
        found, problems = [], []
        for file in (self.folder / name for name in names if name.endswith(".json")):
            try:
                found.append(self._record(file))
            except Unreadable as problem:
                problems.append(problem)
        return tuple(found), tuple(problems)

    def _record(self, file: Path) -> Checkpoint:
        found = foreign.read_json(file, Checkpoint)
        try:
            proper = self._file(found.engine)
        except InvalidRequest as error:
            raise Unreadable(file, error.message) from error
        if proper != file:
            raise Unreadable(file, f"the record of {found.engine} has another name")
        return found

    def _file(self, engine: str) -> Path:
        return self.folder / record_name(engine)


NO_SPACE = (28, 122)
"""ENOSPC and EDQUOT."""


def record_name(engine: str) -> str:
    """What a file about an engine is called: a path of any length in a few characters.

    Raises:
        InvalidRequest: the name is none that an engine can have.
    """
    family, colon, path = engine.partition(":")
    if not family.replace("-", "").replace(".", "").isalnum() or ".." in family:
        raise InvalidRequest(f"{engine!r} is no engine's name", field="engine")
    if colon:
        family += "-" + hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return f"{family}.json"
