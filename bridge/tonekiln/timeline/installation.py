"""Putting scripts where a DAW looks for them, and taking them away again."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import msgspec

from tonekiln import foreign
from tonekiln.foreign import NOT_JSON
from tonekiln.home import Home
from tonekiln.platform import open_files, privacy
from tonekiln.protocol.errors import InvalidRequest, NotFound

_SCRIPTS = files("tonekiln.timeline") / "scripts"
_RECORD = "-files.json"


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """One file to be written; 0600 if it holds a token."""

    target: Path
    text: str
    private: bool = False

    @property
    def state(self) -> str:
        """`new`, `same` or `replaces`: what writing it would mean."""
        try:
            there = self.target.read_bytes()
        except FileNotFoundError:
            return "new"
        return "same" if there == self.text.encode() else "replaces"


@dataclass(frozen=True, slots=True)
class Installation:
    """What one DAW needs.

    Attributes:
        name: the road's name.
        files: where what goes.
        folders: to be made, closed to others.
        steps: what is left to do in the DAW, in its own menu's words.
        record: remembers what was written, so that it can be taken away.
    """

    name: str
    files: tuple[ScriptFile, ...]
    folders: tuple[Path, ...]
    steps: tuple[str, ...]
    record: Path

    @property
    def current(self) -> bool:
        """Whether every file is there as this version has it."""
        return all(file.state == "same" for file in self.files)

    def recorded(self) -> list[ScriptFile]:
        """Those of the files that an earlier installation wrote to the same place."""
        known = _read_record(self.record)
        return [file for file in self.files if str(file.target) in known]

    def edited(self) -> list[Path]:
        """Files that are there and are not as an earlier installation left them."""
        known = _read_record(self.record)
        return [
            file.target
            for file in self.files
            if file.state == "replaces" and known.get(str(file.target)) != _digest(file.target)
        ]

    def write(self) -> list[Path]:
        """Write every file; returns those that changed."""
        changed = [file for file in self.files if file.state != "same"]
        for folder in self.folders:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for file in changed:
            _write(file)
        digests = {str(file.target): _digest(file.target) for file in self.files}
        _write(ScriptFile(self.record, msgspec.json.encode(digests).decode()))
        return [file.target for file in changed]


def mailbox_of(home: Home, name: str) -> Path:
    """The folder that a DAW's script in Lua looks into."""
    return home.run / name


def in_lua(
    home: Home, name: str, source: str, target: Path, steps: tuple[str, ...]
) -> Installation:
    """What a DAW with scripts in Lua needs.

    One script goes among the DAW's own; what it loads to our home, where updates reach it.

    Args:
        home: ours.
        name: the road's.
        source: the DAW's own script, of the package.
        target: where that goes.
        steps: see Installation.
    """
    ours, mailbox = home.root / "daw" / name, mailbox_of(home, name)
    road_file, mailbox_file = ours / "road.lua", ours / "mailbox.lua"
    values = {
        "ROAD_FILE": quoted(road_file),
        "MAILBOX_FILE": quoted(mailbox_file),
        "MAILBOX_FOLDER": quoted(mailbox),
    }
    return Installation(
        name=name,
        files=(
            ScriptFile(target, script(source, values)),
            ScriptFile(road_file, script(f"{name}/road.lua")),
            ScriptFile(mailbox_file, script("lua/mailbox.lua")),
        ),
        folders=(home.run, mailbox),
        steps=steps,
        record=record_of(home, name),
    )


def remove(record: Path, *, may_remove: Callable[[Path], bool]) -> list[Path]:
    """Take away what an installation wrote.

    Args:
        record: the installation's.
        may_remove: asked about a file that was changed since.

    Raises:
        NotFound: nothing was installed.
    """
    known = _read_record(record)
    if not known:
        raise NotFound("nothing is installed there", field="daw")
    removed = []
    for name, digest in known.items():
        path = Path(name)
        if path.exists() and (_digest(path) == digest or may_remove(path)):
            open_files.unlink(path)
            removed.append(path)
            _remove_if_empty(path.parent)
    open_files.unlink(record)
    return removed


def record_of(home: Home, name: str) -> Path:
    """Where it is remembered what was written for a DAW."""
    return home.root / "daw" / f"{name}{_RECORD}"


def records_in(home: Home) -> list[Path]:
    """Of every DAW that something was written for."""
    return sorted((home.root / "daw").glob(f"*{_RECORD}"))


def script(name: str, values: Mapping[str, str] | None = None) -> str:
    """A script of the package, with the text `"@NAME@"` replaced by the values' literals."""
    text = (_SCRIPTS / name).read_text(encoding="utf-8")
    for mark, literal in (values or {}).items():
        text = text.replace(f'"@{mark}@"', literal)
    return text


def quoted(path: Path) -> str:
    """A path as a string literal of Lua, JavaScript and Python alike."""
    return '"' + path.as_posix().replace("\\", "\\\\").replace('"', '\\"') + '"'


def first_existing(folders: Sequence[Path]) -> Path:
    """The first folder that is there.

    Raises:
        InvalidRequest: none is; the DAW may not be installed.
    """
    for folder in folders:
        if foreign.is_folder(folder):
            return folder
    looked = ", ".join(str(folder) for folder in folders)
    raise InvalidRequest(
        "the DAW's folder is not there", field="daw", hint=f"name it with --folder (tried {looked})"
    )


def _write(file: ScriptFile) -> None:
    file.target.parent.mkdir(parents=True, exist_ok=True)
    part = file.target.with_name(f".{file.target.name}.part")
    open_files.discard(part)
    part.touch(mode=0o600 if file.private else 0o644)
    if file.private:
        with suppress(OSError):  # drives that keep neither modes nor access lists
            privacy.close(part)
    part.write_bytes(file.text.encode())
    open_files.replace(part, file.target)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _read_record(record: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(record.read_bytes(), type=dict[str, str])
    except (FileNotFoundError, *NOT_JSON):
        return {}


def _remove_if_empty(folder: Path) -> None:
    if folder.name in {"Tonekiln", "ardour", "reaper"} and not any(folder.iterdir()):
        folder.rmdir()
