"""Letters through a folder, for DAWs whose Lua has no sockets (Ardour, REAPER).

The folder is 0700 within `<home>/run`: who may write there is the user, so a letter needs no
token. One request at a time. The other side is `scripts/lua/mailbox.lua`.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from tonekiln import foreign
from tonekiln.platform import open_files, privacy

from .channel import PICK_UP_SECONDS
from .errors import RoadClosed, Vanished
from .letters import Letter, decode, encode

_LOOK_SECONDS = 0.02


class Mailbox:
    """One DAW's mailbox.

    Args:
        folder: made when first used.
        pick_up: seconds within which a script that is alive takes a request.
    """

    def __init__(self, folder: Path, pick_up: float = PICK_UP_SECONDS) -> None:
        self.folder = folder
        self._pick_up = pick_up

    def prepare(self) -> None:
        """Make the folder, closed to others."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if privacy.open_to_others(self.folder):
            privacy.close(self.folder)

    def listening(self) -> bool:
        """Whether a script has announced itself here."""
        return foreign.is_there(self.folder / "here")

    def ask(self, fields: Mapping[str, str], seconds: float) -> Letter:
        """Send a request and wait for its answer; see `Channel.ask`."""
        if not self.listening():
            raise RoadClosed("no script of ours listens there")
        ident = secrets.token_hex(8)
        with self._alone(seconds):
            with suppress(FileNotFoundError):
                open_files.unlink(self.folder / "answer")
            self._post({**fields, "id": ident})
            self._wait_for_pick_up()
            return self._wait_for_answer(ident, seconds)

    @contextmanager
    def _alone(self, seconds: float) -> Iterator[None]:
        try:
            with FileLock(self.folder / "lock", timeout=seconds):
                yield
        except Timeout as error:
            raise RoadClosed("another placement is still under way") from error

    def _post(self, letter: Mapping[str, str]) -> None:
        part = self.folder / "request.part"
        part.write_bytes(encode(letter))
        open_files.replace(part, self._request)

    @property
    def _request(self) -> Path:
        return self.folder / "request"

    def _wait_for_pick_up(self) -> None:
        deadline = time.monotonic() + self._pick_up
        while self._request.exists():
            if time.monotonic() > deadline and self._withdraw():
                raise RoadClosed("the script that listened there has gone or is busy")
            time.sleep(_LOOK_SECONDS)

    def _withdraw(self) -> bool:
        """Take the request back; False if the script was quicker."""
        try:
            open_files.replace(self._request, self.folder / "withdrawn")
        except FileNotFoundError:
            return False
        return True

    def _wait_for_answer(self, ident: str, seconds: float) -> Letter:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            answer = self._answer()
            if answer.get("id") == ident:
                return answer
            time.sleep(_LOOK_SECONDS)
        raise Vanished(f"the DAW took the request and has not answered in {seconds:g} s")

    def _answer(self) -> Letter:
        """The answer that lies there, or nothing; a damaged one is none."""
        with suppress(FileNotFoundError, PermissionError, ValueError):
            return decode((self.folder / "answer").read_bytes())
        return {}
