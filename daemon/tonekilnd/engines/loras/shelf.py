"""The LoRAs of a home: each in a folder of its name, with a record of what was added."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol import limits
from tonekiln.protocol.errors import EngineUnavailable, InvalidRequest, NotFound, StorageFull
from tonekiln.protocol.fields import LORA_NAME

from ..checkpoints import integrity
from ..checkpoints.integrity import FileRecord
from ..checkpoints.store import NO_SPACE
from .form import Lora, lora_in
from .settings import PEFT_CONFIG, Form
from .sources import config_in, file_of, name_of, terms_of

FOLDER = "loras"
_RECORD = "lora.json"
_WEIGHTS = "lora.safetensors"
_MOST_BYTES = 4 * 2**30


class AddedLora(Struct, frozen=True, kw_only=True):
    """What is kept of a LoRA.

    Attributes:
        sha256: of all that decides what it does.
        source: what its file was called.
        files: as they were copied, named without their folder.
    """

    name: str
    sha256: str
    source: str
    form: Form
    rank: int
    matrices: int
    licence: str
    licence_url: str
    non_commercial: bool
    files: tuple[FileRecord, ...]

    @property
    def bytes(self) -> int:
        """On disk."""
        return sum(file.bytes for file in self.files)


def unusable(name: str, why: str) -> EngineUnavailable:
    """The error for a LoRA that was added and cannot be used."""
    return EngineUnavailable(
        f"the LoRA {name} cannot be used: {why}",
        field="loras",
        hint=f"take it away (`tonekiln lora rm {name}`) and add a whole one",
    )


class LoraShelf:
    """Those of one home."""

    def __init__(self, home: Path) -> None:
        self._folder = home / FOLDER

    def all(self) -> tuple[AddedLora, ...]:
        """Every one that can be read, by name."""
        try:
            names = foreign.names_in(self._folder)
        except Unreadable:
            return ()
        return tuple(added for name in names if (added := self._record(name)) is not None)

    def find(self, sha256: str) -> AddedLora | None:
        """The one of a digest, whatever it is called now."""
        return next((added for added in self.all() if added.sha256 == sha256), None)

    def changes(self, added: AddedLora) -> Lora:
        """What it changes. Raises Unreadable."""
        folder = self._folder / added.name
        return lora_in(folder / _WEIGHTS, config_in(folder))

    def weights(self, added: AddedLora) -> Path:
        """Its file of tensors, still as it was added.

        Raises:
            EngineUnavailable: it is damaged.
        """
        folder = self._folder / added.name
        try:
            for file in added.files:
                integrity.check(replace(file, path=str(folder / file.path)))
        except EngineUnavailable as error:
            raise unusable(added.name, error.message) from error
        return folder / _WEIGHTS

    def add(self, source: Path, name: str = "", *, own: bool = False) -> AddedLora:
        """Copy a file, or a folder of PEFT's, and record what it is.

        Args:
            source: a safetensors file, or a folder that holds one LoRA.
            name: "" for the file's.
            own: whoever adds it made it, and it is under no terms but the model's.

        Raises:
            NotFound: there is nothing there.
            InvalidRequest: the name is none, or another's.
            EngineUnavailable: it is no LoRA that can be used.
            StorageFull: there is no room for it.
        """
        file = file_of(source)
        name = name or name_of(source if config_in(file.parent) and source.is_dir() else file)
        self._check_name(name)
        draft = self._folder / f".{name}.{os.getpid()}.draft"
        try:
            return self._added(source, file, draft, name, own=own)
        except Unreadable as error:
            raise EngineUnavailable(
                str(error),
                field="file",
                hint="LoRAs of stable-audio-tools, ComfyUI and PEFT are read",
            ) from error
        except OSError as error:
            if error.errno in NO_SPACE:
                raise StorageFull(f"no room to copy {foreign.shown(file)}") from error
            raise EngineUnavailable(
                f"{foreign.shown(file)} cannot be copied into {foreign.shown(self._folder)}: "
                f"{error.strerror}"
            ) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)

    def _added(self, source: Path, file: Path, draft: Path, name: str, *, own: bool) -> AddedLora:
        draft.mkdir(parents=True)
        config = config_in(file.parent) if source.is_dir() else None
        foreign.check_file(file)
        if foreign.status_of(file).st_size > _MOST_BYTES:
            raise Unreadable(file, f"it is larger than {_MOST_BYTES >> 30} GB")
        lora = lora_in(file, config)
        shutil.copyfile(file, draft / _WEIGHTS)
        if config is not None:
            shutil.copyfile(config, draft / PEFT_CONFIG)
        files = tuple(
            replace(integrity.record(path), path=path.name) for path in sorted(draft.iterdir())
        )
        terms = terms_of(source, own=own)
        added = AddedLora(
            name=name,
            sha256=integrity.digest_of((kept.path, kept.sha256) for kept in files),
            source=file.name,
            form=lora.form,
            rank=lora.rank,
            matrices=len(lora.changes),
            licence=terms.name,
            licence_url=terms.url,
            non_commercial=terms.non_commercial,
            files=files,
        )
        self._check_new(added)
        (draft / _RECORD).write_bytes(msgspec.json.format(msgspec.json.encode(added), indent=1))
        draft.rename(self._folder / name)
        return added

    def remove(self, name: str) -> AddedLora:
        """Take one away. Raises NotFound."""
        added = self._record(name)
        if added is None:
            known = ", ".join(one.name for one in self.all()) or "none is"
            raise NotFound(
                f"no LoRA {foreign.shown(name)} was added", field="name", hint=f"added: {known}"
            )
        gone = self._folder / f".{name}.{os.getpid()}.gone"
        (self._folder / name).rename(gone)
        shutil.rmtree(gone, ignore_errors=True)
        return added

    def _record(self, name: str) -> AddedLora | None:
        if not re.match(LORA_NAME, name):
            return None
        try:
            added = foreign.read_json(self._folder / name / _RECORD, AddedLora)
        except Unreadable:
            return None
        return added if added.name == name else None

    def _check_name(self, name: str) -> None:
        if not re.match(LORA_NAME, name):
            raise InvalidRequest(
                f"a LoRA cannot be called {foreign.shown(name)}",
                field="name",
                bound=f"up to {limits.MAX_LORA_CHARACTERS} letters, digits, - _ and .",
                hint="say --name",
            )
        if foreign.is_there(self._folder / name):
            raise InvalidRequest(
                f"there is a LoRA called {name}",
                field="name",
                hint=f"say another --name, or take that away: `tonekiln lora rm {name}`",
            )

    def _check_new(self, added: AddedLora) -> None:
        same = self.find(added.sha256)
        if same is not None:
            raise InvalidRequest(f"it is here already, as {same.name}", field="file")
