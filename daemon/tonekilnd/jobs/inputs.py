"""Inputs of jobs: under the library's quota, kept as long as a Plan needs them, and no longer."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TypeVar

from msgspec.structs import replace

from tonekiln.protocol import Generate, InputAudio, Message, Separate, Upload, UploadDone
from tonekiln.protocol.errors import InvalidRequest, NotFound, StorageFull
from tonekilnd.domain import InputFile, Plan, TakeSpec
from tonekilnd.inputs.store import InputStore, TakenIn
from tonekilnd.inputs.uploads import owned
from tonekilnd.library.store import Library

from .journal import Journal

log = logging.getLogger(__name__)

_SWEEP_SECONDS = 600.0
RECENT_SECONDS = 3600.0
"""A job that failed may be made again from its Plan for so long."""

_OF_REQUESTS = {
    Generate: ("init", "continuation", "melody", "inpaint"),
    Separate: ("source",),
}
"""What requests name their inputs in."""

_OF_TAKES = ("init", "continuation", "melody", "inpaint", "source")

MessageT = TypeVar("MessageT", bound=Message)


def named_by(request: Message) -> dict[str, InputAudio]:
    """What a request is built on, by the field that names it."""
    given = {field: getattr(request, field) for field in _OF_REQUESTS.get(type(request), ())}
    return {field: audio for field, audio in given.items() if audio is not None}


class Inputs:
    """What jobs are built on. Lives on the event loop; what may run on a thread says so."""

    def __init__(
        self,
        store: InputStore,
        library: Library,
        journal: Journal,
        now: Callable[[], float] = time.time,
        since: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._library = library
        self._journal = journal
        self._now = now
        self._since = since
        self._swept = since()
        self._arriving = 0
        """Bytes of files that are being copied."""
        self._promised: Callable[[], int] = int

    def beside(self, promised: Callable[[], int]) -> None:
        """Tell of the bytes that jobs have yet to write: they lie under the same quota."""
        self._promised = promised

    def of_client(self, request: MessageT, client: bytes) -> MessageT:
        """A request with its uploads by their names among everybody's, and its clips as files.

        Raises:
            InvalidRequest: an input is named in more than one way, or in none.
            NotFound: there is no such clip.
        """
        given = named_by(request)
        named = {field: self._found(audio, field, client) for field, audio in given.items()}
        return replace(request, **named) if named else request

    def _found(self, audio: InputAudio, field: str, client: bytes) -> InputAudio:
        ways = (audio.path, audio.upload, audio.clip)
        if sum(way is not None for way in ways) != 1:
            raise InvalidRequest("give a path, an upload or a clip, one of the three", field=field)
        if audio.upload is not None:
            return replace(audio, upload=owned(client, audio.upload))
        if audio.clip is None:
            return audio
        try:
            clip = self._library.find(audio.clip)
        except NotFound as error:
            raise NotFound(error.message, field=f"{field}.clip", hint=error.hint) from error
        return replace(audio, path=clip.path, name=audio.name or f"{clip.name}.wav")

    def receive(self, client: bytes, upload: Upload, data: bytes) -> UploadDone:
        """Take one chunk of an upload in.

        Raises:
            InvalidRequest: the chunk is not the next one, or the upload grows too long.
            Busy: there are too many uploads that nobody has used.
            StorageFull: the quota or the disk is full.
        """
        self._make_room(len(data))
        return self._store.receive(client, upload, data)

    @contextmanager
    def holding(self) -> Iterator[set[str]]:
        """While a request becomes a job, what was taken in for it stays; if it becomes none, goes.

        Yields:
            The digests to keep, for `take_in` and `found_again`.
        """
        try:
            with self._store.kept.holding() as held:
                yield held
        except BaseException:
            if held:
                self.sweep()
            raise

    def bytes_to_copy(self, named: Mapping[str, InputAudio]) -> int:
        """What taking these in adds at most. May run on a thread. Raises as `take_in`."""
        return sum(self._store.bytes_to_copy(audio, field) for field, audio in named.items())

    @contextmanager
    def arriving(self, wanted: int) -> Iterator[None]:
        """While files of so many bytes are copied, the room that they need is nobody else's.

        Raises:
            StorageFull: they would not fit under the quota.
        """
        if wanted:
            self._make_room(wanted)
        self._arriving += wanted
        try:
            yield
        finally:
            self._arriving -= wanted

    def check_room_for_clips(self, clip_bytes: int) -> None:
        """Refuse clips that would not fit beside the inputs and what jobs were promised.

        Raises:
            StorageFull: they would not.
        """

        def check() -> None:
            inputs = self.usage()[1] + self._arriving
            self._library.check_room(clip_bytes, inputs, self._promised())

        try:
            check()
        except StorageFull:
            if not self.sweep():
                raise
            check()

    def take_in(self, audio: InputAudio, field: str, held: set[str]) -> TakenIn:
        """Read an input through and keep it, once. May run on a thread.

        Raises:
            InvalidRequest: neither path nor upload, or not an input that can be read.
            NotFound: there is no such file.
            StorageFull: the disk is full; nothing is left behind.
        """
        return self._store.take_in(audio, field, held)

    def found_again(self, plan: Plan, held: set[str]) -> Plan:
        """A stored Plan with its inputs where they lie now.

        Raises:
            NotFound: one of them is not kept any more.
        """
        if not any(getattr(take, field) for take in plan.takes for field in _OF_TAKES):
            return plan
        return replace(plan, takes=tuple(self._take_found(take, held) for take in plan.takes))

    def _take_found(self, take: TakeSpec, held: set[str]) -> TakeSpec:
        given: dict[str, InputFile] = {
            field: file for field in _OF_TAKES if (file := getattr(take, field))
        }
        found = {}
        for field, file in given.items():
            path = self._store.kept.find(file.sha256, held)
            if path is None:
                raise NotFound(
                    f"{file.shown} is not kept any more, and this clip was made of it",
                    field=field,
                    hint="generate a new clip from the file",
                )
            found[field] = replace(file, path=str(path))
        return replace(take, **found) if found else take

    def usage(self) -> tuple[int, int]:
        """How many inputs are kept, and their bytes with those of the uploads."""
        return self._store.usage()

    def _make_room(self, wanted: int) -> None:
        """Raises StorageFull when so much does not fit under the quota beside all that is there.

        And beside what was promised: the clips of jobs, and files that are being copied.
        """
        room = self._library.room()
        if not room.quota_bytes:
            return
        promised = self._promised() + self._arriving

        def over() -> bool:
            used = room.used_bytes + self.usage()[1]
            return used + promised + wanted > room.quota_bytes

        if over() and not (self.sweep() and not over()):
            raise StorageFull(
                f"the library and its inputs hold {(room.used_bytes + self.usage()[1]) >> 20} MB "
                f"of their {room.quota_bytes >> 20} MB"
                f"{f', and {promised >> 20} MB are on their way' if promised else ''}",
                hint="remove clips with `tonekiln library rm`, or raise library_quota_bytes",
            )

    def clear_leftovers(self) -> None:
        """At a start: remove what earlier runs left half-written, and what nobody needs."""
        self._store.sweep_leftovers()
        self.sweep()

    def sweep_now_and_then(self) -> None:
        """Remove what was forgotten; does something every ten minutes only."""
        if self._since() - self._swept >= _SWEEP_SECONDS:
            self._store.sweep_forgotten()
            self.sweep()

    def clip_removed(self, plan_id: str) -> None:
        """Remove the inputs that a clip of this Plan was the last to need."""
        if self._journal.inputs_of(plan_id):
            self.sweep()

    def sweep(self) -> int:
        """Remove every input that no Plan needs; returns how many.

        Needed are the inputs of clips in the library, of jobs that have not ended, and of those
        that lately failed; besides them what `holding` holds.
        """
        self._swept = self._since()
        if self._library.strays:
            return 0  # clips that are read from their files just now may need them
        wanted = self._journal.plans_of_open_jobs(failed_since=self._now() - RECENT_SECONDS)
        needed = {digest for plan_id in wanted for digest in self._journal.inputs_of(plan_id)}
        needed |= self._library.inputs()
        gone = self._store.kept.remove_all_but(needed)
        if gone:
            log.info("removed %d inputs that no plan needs", gone)
        return gone
