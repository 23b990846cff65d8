"""Copies of clips where the user wants them; nothing is overwritten unasked."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from tonekiln import foreign
from tonekiln.cli.flac import write_flac
from tonekiln.client.blocking import Client
from tonekiln.platform import open_files
from tonekiln.protocol import Clip
from tonekiln.protocol.errors import InvalidRequest, NotFound, StorageFull, TonekilnError
from tonekiln.typed_paths import whole

_WAV, _FLAC = ".wav", ".flac"
_COPY_BYTES = 1 << 20


class Delivery:
    """Where copies go.

    Args:
        target: a folder (there already, or ending in a slash), or a file name, of a WAV or a
            FLAC; several clips make it `name-1.wav`, `name-2.wav`.
        force: whether a file that is there may be replaced.
        expected: how many clips there will be, as far as is known.

    Raises:
        InvalidRequest: a file is there, or its name says it is something else than a WAV or FLAC.
    """

    def __init__(self, target: str, *, force: bool = False, expected: int = 1) -> None:
        self._path = whole(target, "out")
        self._force = force
        self._folder = target.endswith(("/", "\\")) or foreign.is_folder(self._path)
        if not self._folder:
            self._check_name()
            for number in range(1, expected + 1):
                self._check_free(self._numbered(number, expected))

    def deliver(self, client: Client, clips: Sequence[Clip]) -> list[Path]:
        """Copy the clips; returns where they are now.

        Raises:
            TonekilnError: a file could not be read or written; the clips stay in the library.
        """
        targets = [self._target(clip, number, len(clips)) for number, clip in enumerate(clips, 1)]
        for target in targets:
            self._check_free(target)
        for clip, target in zip(clips, targets, strict=True):
            try:
                self._copy(client, clip, target)
            except OSError as error:
                raise _refused(error, clip, target) from error
        return [target.absolute() for target in targets]

    def _target(self, clip: Clip, number: int, count: int) -> Path:
        return self._path / Path(clip.path).name if self._folder else self._numbered(number, count)

    def _numbered(self, number: int, count: int) -> Path:
        if count == 1:
            return self._path
        return self._path.with_name(f"{self._path.stem}-{number}{self._path.suffix}")

    def _copy(self, client: Client, clip: Clip, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            if target.suffix.lower() == _FLAC:
                self._fill_flac(client, clip, part)
            else:
                with part.open("wb") as copy:
                    self._fill(client, clip, copy)
            open_files.replace(part, target)
        finally:
            open_files.discard(part)

    def _fill(self, client: Client, clip: Clip, copy: BinaryIO) -> None:
        if client.connection.remote:
            client.fetch(clip.clip_id, copy)
            return
        with Path(clip.path).open("rb") as original:
            shutil.copyfileobj(original, copy, _COPY_BYTES)

    def _fill_flac(self, client: Client, clip: Clip, copy: Path) -> None:
        if not client.connection.remote:
            write_flac(Path(clip.path), copy, clip)
            return
        with tempfile.TemporaryDirectory() as folder:
            wav = Path(folder) / "clip.wav"
            with wav.open("wb") as fetched:
                client.fetch(clip.clip_id, fetched)
            write_flac(wav, copy, clip)

    def _check_name(self) -> None:
        if self._path.suffix.lower() not in (_WAV, _FLAC):
            raise InvalidRequest(
                f"{self._path} is no name for a WAV or FLAC file",
                field="out",
                bound="a name that ends in .wav or .flac, or a folder",
                hint=f"write {self._path.with_suffix(_WAV)}, or {self._path}/ for a folder",
            )

    def _check_free(self, path: Path) -> None:
        if foreign.is_there(path) and not self._force:
            raise InvalidRequest(
                f"{path} is there already",
                field="out",
                hint="choose another name, or add --force to replace it",
            )


def _refused(error: OSError, clip: Clip, target: Path) -> TonekilnError:
    hint = f"the clip is in the library: tonekiln library export {clip.clip_id} TARGET"
    if isinstance(error, FileNotFoundError) and error.filename == clip.path:
        return NotFound(f"{clip.path} is missing", field="path", hint="make it again")
    return StorageFull(f"{target} cannot be written: {error.strerror}", field="out", hint=hint)
