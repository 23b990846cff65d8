"""All presets of this machine: the factory's beside the user's."""

from __future__ import annotations

import re
from collections.abc import Iterator
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

MOST_BYTES, MOST_PRESETS = 8 * 2**20, 10_000
"""Of the user's presets and the factory's together: all of them fit one reply."""

_MOST_PROBLEMS = 100
"""That are told, of all files."""

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

    @property
    def size(self) -> int:
        """Bytes of a file that holds presets; any other costs nothing."""
        return self.stamp[1] if self.rows else 0


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
        found = [str(problem) for shelved in self._read() for problem in shelved.problems]
        if len(found) > _MOST_PROBLEMS:
            more = f"and {len(found) - _MOST_PROBLEMS} more problems with presets"
            found[_MOST_PROBLEMS:] = [more]
        return tuple(found)

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
            StorageFull: there is no room for it, or there are too many presets.
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
        self._check_room(path, len(to_toml(preset).encode()))
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

    def _check_room(self, path: Path, added: int) -> None:
        """Raises StorageFull where so many bytes more would leave presets unread."""
        shelved = self._read()
        known = self._files.get(path)
        of_file = known.stamp[1] if known else 0
        if (
            sum(one.size for one in shelved) + added > MOST_BYTES
            or sum(len(one.rows) for one in shelved) >= MOST_PRESETS
            or of_file + added > MAX_FILE_BYTES
        ):
            raise StorageFull(
                "there are too many presets to save another",
                field="preset",
                bound=f"{MOST_PRESETS} presets, {MOST_BYTES >> 20} MB of them, "
                f"{MAX_FILE_BYTES >> 20} MB of a category",
                hint="remove some from the home's presets, or choose another category",
            )

    def _read(self) -> list[_Shelved]:
        """Every file as it is now, as far as all of them fit one reply."""
        found: list[_Shelved] = []
        size = count = 0
        for shelved in self._read_all():
            size, count = size + shelved.size, count + len(shelved.rows)
            if size > MOST_BYTES or count > MOST_PRESETS:
                said = f"holds more than {MOST_PRESETS} presets or {MOST_BYTES >> 20} MB of them"
                problem = Problem(self._user, 1, "", f"{said}: the last ones are not read")
                return [*found, _Shelved((0, 0), (), (problem,))]
            found.append(shelved)
        return found

    def _read_all(self) -> Iterator[_Shelved]:
        for folder, factory in ((self._factory, True), (self._user, False)):
            try:
                names = foreign.names_in(folder)
            except Unreadable as problem:
                if not problem.absent:
                    said = Problem(folder, 1, "", f"cannot be read: {problem.why}")
                    yield _Shelved((0, 0), (), (said,))
                continue
            for name in names:
                if name.endswith(".toml"):
                    yield self._read_file(folder / name, factory)

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
