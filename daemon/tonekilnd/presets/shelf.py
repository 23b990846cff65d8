"""All presets of this machine: the factory's beside the user's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

import tonekilnd
from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol import Preset, PresetRow
from tonekiln.protocol.errors import InvalidRequest, StorageFull
from tonekiln.protocol.fields import Identifier

from .blocks import MAX_FILE_BYTES, Block, Problem, read_block, read_file
from .writing import replaced, to_toml, write

_NO_SPACE = (28, 122)
"""ENOSPC and EDQUOT."""


def factory_folder() -> Path:
    """Where the presets that come with Tonekiln are: in the wheel, or in the source tree."""
    package = Path(tonekilnd.__file__).parent
    installed = package / "factory_presets"
    return installed if installed.is_dir() else package.parents[1] / "presets"


@dataclass(frozen=True, slots=True)
class _Shelved:
    """A file as it was read."""

    stamp: tuple[int, int]
    rows: tuple[PresetRow, ...]
    problems: tuple[Problem, ...]


class PresetShelf:
    """The presets of two folders; files that change are read again.

    A user's preset hides the factory's of the same category and name.
    """

    def __init__(self, user_folder: Path, factory: Path | None = None) -> None:
        self._user = user_folder
        self._factory = factory or factory_folder()
        self._files: dict[Path, _Shelved] = {}

    def rows(self) -> tuple[PresetRow, ...]:
        """Every usable preset, by category and name."""
        rows: dict[tuple[str, str], PresetRow] = {}
        for shelved in self._read():
            for row in shelved.rows:
                rows[row.category, row.preset.name.casefold()] = row
        return tuple(rows[key] for key in sorted(rows))

    def problems(self) -> tuple[str, ...]:
        """A sentence for each preset that had to be skipped."""
        return tuple(str(problem) for shelved in self._read() for problem in shelved.problems)

    def find(self, name: str) -> PresetRow | None:
        """A preset by `name` or `category/name`; case and punctuation do not matter."""
        category, _, short = name.rpartition("/")
        for row in sorted(self.rows(), key=lambda row: row.factory):
            if _plain(row.preset.name) in (_plain(name), _plain(short)) and (
                not category
                or _plain(category) == _plain(row.category)
                or _plain(row.preset.name) == _plain(name)
            ):
                return row
        return None

    def save(self, category: str, preset: Preset) -> tuple[PresetRow, Path]:
        """Store a user preset in the place of its namesake; nothing else in the file changes.

        Raises:
            InvalidRequest: the category or the preset is not valid.
            StorageFull: there is no room for it.
        """
        try:
            msgspec.convert(category, Identifier)
        except msgspec.ValidationError as error:
            raise InvalidRequest(
                "the category is not letters, digits, - and _", field="category"
            ) from error
        path = self._user / f"{category}.toml"
        checked = read_block(path, Block(1, to_toml(preset)))
        if isinstance(checked, Problem):
            raise InvalidRequest(
                f"the preset's {checked.field or 'text'}: {checked.message}",
                field=f"preset.{checked.field}".rstrip("."),
            )
        try:
            write(path, replaced(path, _text_in(path), checked))
        except OSError as error:
            if error.errno in _NO_SPACE:
                raise StorageFull(f"no room to write {path}") from error
            raise InvalidRequest(
                f"{path} cannot be written: {error.strerror}",
                field="category",
                hint="choose another category, or move away what is in its place",
            ) from error
        return PresetRow(category=category, factory=False, preset=checked), path

    def _read(self) -> list[_Shelved]:
        found = []
        for folder, factory in ((self._factory, True), (self._user, False)):
            try:
                names = foreign.names_in(folder)
            except Unreadable as problem:
                if not problem.absent:
                    said = Problem(folder, 1, "", f"cannot be read: {problem.why}")
                    found.append(_Shelved((0, 0), (), (said,)))
                continue
            files = (folder / name for name in names if name.endswith(".toml"))
            found += [self._read_file(path, factory) for path in files]
        return found

    def _read_file(self, path: Path, factory: bool) -> _Shelved:
        try:
            status = foreign.status_of(path)
            stamp = (status.st_mtime_ns, status.st_size)
        except Unreadable:
            stamp = (0, 0)
        kept = self._files.get(path)
        if kept is None or kept.stamp != stamp:
            presets, problems = read_file(path)
            if not path.stem.isprintable():
                problems = [Problem(path, 1, "", "has a name that is no text: rename it")]
                presets = []
            rows = tuple(
                PresetRow(category=path.stem, factory=factory, preset=preset) for preset in presets
            )
            kept = self._files[path] = _Shelved(stamp, rows, tuple(problems))
        return kept


def _text_in(path: Path) -> str:
    try:
        return foreign.read_text(path, MAX_FILE_BYTES)
    except Unreadable as problem:
        if problem.absent:
            return ""
        raise InvalidRequest(
            str(problem), field="category", hint="rename or repair that file"
        ) from problem


def _plain(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")
