"""The library: one folder of clips that never change or move, and its index.

Blocking parts (`write`) run on a worker thread; everything else on the event loop's.
"""

from __future__ import annotations

import errno
import os
import secrets
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace

from tonekiln import foreign
from tonekiln.protocol import Clip, ClipState, SearchClips
from tonekiln.protocol.errors import Busy, InvalidRequest, NotFound, StorageFull, TonekilnError
from tonekilnd.domain import Audio

from .adoption import Stray, read_stray, strays_in
from .clip_files import read_chunk, remove
from .folder import changed_ns, check, make, unusable
from .index import ClipIndex
from .marks import Mark, Marks
from .plain_text import in_ascii
from .provenance import plan_of_file, write_clip_file
from .room import Room, check_room
from .searches import Searches

_NAME_REFUSED = (None, errno.EINVAL, errno.EILSEQ, errno.ENAMETOOLONG, errno.ENOENT)
"""What a file system says to letters that it has none for; None is Python's own encoding."""

_COARSEST_CLOCK_NS = 3_000_000_000
"""FAT counts in two seconds."""


class Library:
    """Clips on disk and in the index."""

    def __init__(self, folder: Path, index: ClipIndex, quota_bytes: int) -> None:
        self.folder = folder
        self._index = index
        self._quota = quota_bytes
        make(folder)
        self._marks = Marks(folder)
        self._searches: Searches | None = None
        self._strays: list[Path] = []
        self._being_read = 0
        self._found = 0

    def check_room(self, clip_bytes: int, inputs_bytes: int = 0, promised: int = 0) -> None:
        """Raises StorageFull when clips of so many bytes would not fit.

        Beside them are the inputs, and clips of so many bytes that are still to be written.
        """
        self.check_folder()
        check_room(self.folder, self.room(), clip_bytes, inputs_bytes, promised)

    def check_folder(self) -> None:
        """Raises NotFound where the folder is not there any more."""
        check(self.folder)

    def room(self) -> Room:
        """How many clips and bytes there are."""
        clips, used = self._index.totals()
        return Room(clips, used, self._quota)

    def write(
        self, clip: Clip, audio: Audio, plan: bytes, time_reference: int, job: str = ""
    ) -> Clip:
        """Write a clip's file, atomically, and return the clip with what the file has.

        Args:
            clip: complete but for path, bytes and digest.
            audio: (2, frames) within -1..1.
            plan: the Plan as JSON, kept in the file.
            time_reference: samples from the timeline's start, for "spot to original time".
            job: kept in the file as well.

        Raises:
            StorageFull: the disk filled up, or cannot be written to; nothing is left behind.
            NotFound: the folder is gone.
        """
        try:
            return self._write(clip, audio, plan, time_reference, job)
        except OSError as error:
            self.check_folder()
            raise StorageFull(
                f"{foreign.shown(error.filename or self.folder)} cannot be written: "
                f"{error.strerror or error}",
                hint="`tonekiln doctor` looks at the library's folder",
            ) from error

    def _write(self, clip: Clip, audio: Audio, plan: bytes, time_reference: int, job: str) -> Clip:
        if clip.path:
            return write_clip_file(clip, audio, plan, time_reference, job)
        try:
            path = str(self._free_path(clip.name))
            return write_clip_file(replace(clip, path=path), audio, plan, time_reference, job)
        except (OSError, UnicodeEncodeError) as error:
            plain = in_ascii(clip.name)
            if plain == clip.name or getattr(error, "errno", None) not in _NAME_REFUSED:
                raise
            # A disk or a locale that knows no such letters: the clip still shows its own name.
            path = str(self._free_path(plain))
            return write_clip_file(replace(clip, path=path), audio, plan, time_reference, job)

    def _free_path(self, name: str) -> Path:
        path = self.folder / f"{name}.wav"
        while os.path.lexists(path):
            path = self.folder / f"{name}_{secrets.token_hex(2)}.wav"
        return path

    def add(self, clip: Clip, job: str) -> None:
        """Put a written clip into the index."""
        self._index.add(clip, job)

    def find(self, clip_id: str) -> Clip:
        """One clip. Raises NotFound, or Busy where it may be in a file that is still to be read."""
        try:
            return self._index.find(clip_id)
        except NotFound as error:
            if not self.strays:
                raise
            raise Busy(self.problems[-1], field="clip_id", hint="ask again in a moment") from error

    def of_job(self, job: str) -> list[Clip]:
        """The clips a job made."""
        return self._index.of_job(job)

    def inputs(self) -> set[str]:
        """The digests of all that clips were made of."""
        return self._index.inputs()

    def plans_that_miss(self) -> set[str]:
        """The Plans that clips were made from and nobody remembers."""
        return self._index.plans_that_miss()

    def plan_in_a_clip(self, plan_id: str) -> bytes | None:
        """The Plan as one of its clips carries it; None where none can be read."""
        for clip in self._index.of_plan(plan_id):
            try:
                return plan_of_file(Path(clip.path))
            except (TonekilnError, OSError, *foreign.NOT_JSON):
                continue  # gone or damaged: perhaps the next one is not
        return None

    def missing_of_plan(self, plan_id: str) -> list[Clip]:
        """Clips of a Plan whose files are gone, and whose places nothing else has taken."""
        return [c for c in self._index.of_plan(plan_id) if not os.path.lexists(c.path)]

    def search(self, query: SearchClips) -> tuple[list[Clip], int]:
        """Clips that fit, newest first, and how many in all."""
        return self._index.search(query)

    async def look_for(self, query: SearchClips) -> tuple[list[Clip], int]:
        """`search` beside the event loop. Raises Busy where it would take too long."""
        if self._searches is None:
            self._searches = Searches(self._index.connection)
        return await self._searches.search(query)

    def mark(self, clip_id: str, pinned: bool | None, favourite: bool | None) -> ClipState:
        """Pin a clip or make it a favourite. Raises NotFound."""
        clip = self.find(clip_id)
        before = self._index.mark_of(clip)
        mark = Mark(
            clip=clip_id,
            pinned=clip.pinned if pinned is None else pinned,
            favourite=clip.favourite if favourite is None else favourite,
            number=self._marks.next_number(clip_id, before.number),
        )
        self._marks.keep(mark)
        try:
            return ClipState(clip=self._index.mark(clip_id, mark))
        except BaseException:
            self._marks.keep(replace(before, number=mark.number + 1))
            raise

    def remove(self, clip_id: str) -> ClipState:
        """Delete a clip.

        Raises:
            InvalidRequest: it is pinned, or its file cannot be removed.
            NotFound: there is none.
        """
        clip = self.find(clip_id)
        if clip.pinned:
            raise InvalidRequest(
                f"{clip.name} is pinned",
                field="clip_id",
                hint="`tonekiln library pin CLIP --off` unpins it",
            )
        remove(Path(clip.path))
        self._index.remove(clip_id)
        return ClipState(clip=clip, removed=True)

    def read_chunk(self, clip_id: str, offset: int, most: int) -> tuple[bytes, int]:
        """Bytes of a clip's file from `offset`, and the file's size. Raises NotFound."""
        return read_chunk(clip_id, Path(self.find(clip_id).path), offset, most)

    def begin(self, *, look: bool = True) -> None:
        """At a start: bring marks and index together, and look for files that are not in it.

        Args:
            look: also in a folder that has not changed since the last end.
        """
        marks = self._index.marks()
        newer = self._marks.newer_than(marks)
        self._index.mark_all(newer)
        self._marks.compact(self._index.marks() if newer else marks)
        if look or self._index.folder_seen(self.folder) != changed_ns(self.folder):
            self._strays = strays_in(self.folder, self._index.paths())
        self._found = len(self._strays)

    def end(self) -> None:
        """At an end: the next start need not look for files where none has come or gone."""
        if self._searches is not None:
            self._searches.close()
        changed = changed_ns(self.folder)
        # What comes within one tick of a file system's clock leaves no trace in it.
        if not changed or time.time_ns() - changed <= _COARSEST_CLOCK_NS:
            return
        if not self.strays and not strays_in(self.folder, self._index.paths()):
            self._index.see_folder(self.folder, changed)

    @property
    def strays(self) -> int:
        """How many files wait to be read; while there are any, the index is not whole."""
        return len(self._strays) + self._being_read

    @property
    def problems(self) -> tuple[str, ...]:
        """What a person should know of the library now."""
        why = foreign.why_no_folder(self.folder)
        gone = (unusable(self.folder, why).message,) if why else ()
        if not self.strays:
            return gone
        done = self._found - self.strays
        return (*gone, f"clips are read from their files: {done} of {self._found} so far")

    def next_strays(self, most: int, *, newest: bool = False) -> list[Path]:
        """Some of them, to be read with `read_stray` and handed to `adopt`; oldest first."""
        taken = self._strays[-most:] if newest else self._strays[:most]
        self._strays = self._strays[:-most] if newest else self._strays[most:]
        self._being_read += len(taken)
        return taken

    def adopt(self, strays: Sequence[Stray], job_of_plan: Callable[[str], str]) -> int:
        """Take what was read into the index, all that was given out. How many are new in it."""
        adopted = 0
        with self._index.together():
            for stray in strays:
                if self._index.has_file(stray.clip.path):
                    continue
                clip, marked = self._of_its_own(stray.clip)
                job = job_of_plan(clip.plan_id) or stray.job
                self._index.add(clip, job, marked)
                adopted += 1
        self._being_read = 0
        return adopted

    def adopt_strays(self, job_of_plan: Callable[[str], str]) -> int:
        """Everything that adopting is, at once. How many clips came."""
        self.begin()
        read = map(read_stray, self.next_strays(self.strays))
        return self.adopt([stray for stray in read if stray], job_of_plan)

    def _of_its_own(self, clip: Clip) -> tuple[Clip, int]:
        """A stray as the index takes it, and its mark's number.

        A file that was moved keeps its marks, a copy is new; one that nobody knows has those that
        the file of marks knows.
        """
        try:
            known = self._index.find(clip.clip_id)
        except NotFound:
            mark = self._marks.of(clip.clip_id)
            if mark is None:
                return clip, 0
            return replace(clip, pinned=mark.pinned, favourite=mark.favourite), mark.number
        if Path(known.path).exists():
            new = replace(clip, clip_id=secrets.token_hex(8), name=Path(clip.path).stem)
            return replace(new, pinned=False, favourite=False), 0
        mark = self._index.mark_of(known)
        return replace(clip, pinned=known.pinned, favourite=known.favourite), mark.number
