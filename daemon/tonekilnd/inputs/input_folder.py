"""The folder of kept inputs: files named by the digest of their content, and who needs them now."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path

from tonekiln.platform import open_files
from tonekiln.protocol.errors import InternalError, StorageFull
from tonekilnd.atomic import PART_SUFFIX, write_part

from .kinds import Kind
from .uploads import size_of

_SPARE_DISK_BYTES = 8 * 2**20
"""Left free on the home's disk, for the journal and the log."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


class KeptInputs:
    """Files that never change, each under its digest. Any thread may ask."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._holds: list[set[str]] = []
        self._counted: tuple[int, tuple[int, int]] | None = None
        """When the folder had last changed as it was counted, in ns, and what it held."""
        self._lock = threading.Lock()
        """Held while a file gets its name or loses it."""

    @contextmanager
    def holding(self) -> Iterator[set[str]]:
        """A set of digests whose files stay, until it ends, whoever needs them."""
        held: set[str] = set()
        with self._lock:
            self._holds.append(held)
        try:
            yield held
        finally:
            with self._lock:
                self._holds = [other for other in self._holds if other is not held]

    def hold(self, path: str, held: set[str]) -> bool:
        """Hold a kept file; False where it has gone."""
        with self._lock:
            if not Path(path).exists():
                return False
            held.add(digest_in(Path(path)))
            return True

    def copy(self, pieces: Iterator[bytes], size: int, name: str) -> Path:
        """Write a file that has no name yet.

        Raises:
            StorageFull: the disk is full; nothing is left behind.
            InternalError: the folder cannot be written to.
            What `pieces` raises.
        """
        self.check_disk(size, name)
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            return write_part(self._folder, pieces)
        except OSError as error:
            raise InternalError(
                f"{self._folder} cannot be written to: {error.strerror}",
                hint="`tonekiln doctor` looks at the home's folders",
            ) from error

    def keep(self, file: Path, digest: str, kind: Kind, held: set[str]) -> Path:
        """Give a file of ours its name; where its content is kept already, it goes."""
        kept = self._folder / f"{digest}{kind.suffix}"
        with self._lock:
            self._counted = None  # clocks of file systems tick slowly
            held.add(digest)
            if kept == file:
                return kept
            if kept.exists() and kept.stat().st_size == file.stat().st_size:
                open_files.discard(file)
            else:
                open_files.replace(file, kept)
        return kept

    def find(self, sha256: str, held: set[str]) -> Path | None:
        """The kept file of that content, wherever the home lies now; it is held."""
        with self._lock:
            held.add(sha256)
            return next((path for path in self._files() if digest_in(path) == sha256), None)

    def digests(self) -> set[str]:
        """Of everything that is kept."""
        return {digest_in(path) for path in self._files()}

    def usage(self) -> tuple[int, int]:
        """How many there are, and their bytes; counted again when the folder has changed."""
        changed = _changed_ns(self._folder)
        counted = self._counted
        if counted is None or counted[0] != changed:
            sizes = [size_of(path) for path in self._files()]
            counted = self._counted = changed, (len(sizes), sum(sizes))
        return counted[1]

    def sweep_parts(self) -> None:
        """At a start: remove what earlier runs left half-written."""
        for part in self._folder.glob(f"*{PART_SUFFIX}"):
            open_files.discard(part)

    def remove_all_but(self, needed: Set[str]) -> int:
        """Remove the inputs whose digests are neither needed nor held; returns how many."""
        gone = 0
        with self._lock:
            self._counted = None
            kept = set(needed).union(*self._holds)
            for path in list(self._files()):
                if digest_in(path) not in kept:
                    with suppress(OSError):  # open elsewhere on Windows: the next sweep's
                        path.unlink()
                        gone += 1
        return gone

    def _files(self) -> Iterator[Path]:
        for path in self._folder.glob("*"):
            if _DIGEST.match(path.name) and not path.name.endswith(PART_SUFFIX) and path.is_file():
                yield path

    def check_disk(self, wanted: int, name: str) -> None:
        """Raises StorageFull where so much does not fit on the disk of the home."""
        there = next(parent for parent in (self._folder, *self._folder.parents) if parent.exists())
        free = shutil.disk_usage(there).free
        if free < wanted + _SPARE_DISK_BYTES:
            raise StorageFull(
                f"{name} does not fit: the disk of {self._folder} has {free / 1e6:.1f} MB free",
                bound=f"{(wanted + _SPARE_DISK_BYTES) / 1e6:.1f} MB",
                hint="free some space, then ask again",
            )


def digest_in(kept: Path) -> str:
    """The digest that a kept file is named by."""
    return kept.name[:64]


def _changed_ns(folder: Path) -> int:
    try:
        return folder.stat().st_mtime_ns
    except OSError:
        return 0
