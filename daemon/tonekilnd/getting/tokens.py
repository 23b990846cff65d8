"""The hub's token: in the system's keyring, or in a file that its owner alone may read.

It is handed to the process that fetches weights by a pipe, and to nothing else.
"""

from __future__ import annotations

import importlib
import logging
from typing import Any

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.platform import open_files
from tonekiln.protocol import TokenPlace, TokenState
from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.curve_keys import make_private_folder, write_private

log = logging.getLogger(__name__)

SERVICE, ACCOUNT = "tonekiln", "hugging-face-hub"
_MOST_BYTES = 4096

_SAYS = {
    TokenPlace.KEYRING: "the token is in the system's keyring",
    TokenPlace.FILE: "the token is in {file}, not encrypted, and only you may read it",
    TokenPlace.NOWHERE: "no token is kept",
}


class Tokens:
    """The one token of a home. A keyring may ask its owner and wait: use it on a thread."""

    def __init__(self, home: Home) -> None:
        self._home = home

    def find(self) -> str:
        """The token; "" where none is kept."""
        return self._in_keyring() or self._in_file()

    def state(self) -> TokenState:
        """Where it is kept."""
        if self._in_keyring():
            return self._state(TokenPlace.KEYRING)
        return self._state(TokenPlace.FILE if self._in_file() else TokenPlace.NOWHERE)

    def keep(self, token: str, *, in_file: bool) -> TokenState:
        """Keep a token in place of any other.

        Raises:
            EngineUnavailable: there is no keyring, and a file was not asked for.
        """
        keyring = _keyring()
        if keyring is not None:
            try:
                keyring.set_password(SERVICE, self._account, token)
            except Exception as error:
                log.warning("the keyring takes no token: %s", type(error).__name__)
            else:
                open_files.unlink(self._home.token_file, missing_ok=True)
                return self._state(TokenPlace.KEYRING)
        if not in_file:
            raise EngineUnavailable(
                "there is no keyring here that would take the token",
                field="in_file",
                hint="unlock or install one (the package `keyring`), or have it kept in a file "
                "that only you may read, not encrypted (`in_file`, `--in-file`)",
            )
        make_private_folder(self._home.keys)
        write_private(self._home.token_file, token)
        return self._state(TokenPlace.FILE)

    def forget(self) -> TokenState:
        """Keep none."""
        keyring = _keyring()
        if keyring is not None and self._in_keyring():
            keyring.delete_password(SERVICE, self._account)
        open_files.unlink(self._home.token_file, missing_ok=True)
        return self.state()

    @property
    def _account(self) -> str:
        """Homes do not share one: each has an owner of its own."""
        return f"{ACCOUNT} {self._home.root}"

    def _state(self, place: TokenPlace) -> TokenState:
        return TokenState(kept=place, says=_SAYS[place].format(file=self._home.token_file))

    def _in_keyring(self) -> str:
        keyring = _keyring()
        if keyring is None:
            return ""
        try:
            return str(keyring.get_password(SERVICE, self._account) or "")
        except Exception as error:  # each system's keyring has errors of its own
            log.warning("the keyring cannot be asked: %s", type(error).__name__)
            return ""

    def _in_file(self) -> str:
        try:
            return foreign.read_text(self._home.token_file, _MOST_BYTES).strip()
        except Unreadable:
            return ""


def _keyring() -> Any:  # noqa: ANN401 - an optional library
    """The library, where it is installed and found a keyring that is one; else None."""
    try:
        keyring = importlib.import_module("keyring")
        if float(keyring.get_keyring().priority) <= 0:
            return None  # its stand-ins for no keyring
    except Exception as error:
        if not isinstance(error, ModuleNotFoundError):
            log.warning("the keyring cannot be used: %s", type(error).__name__)
        return None
    return keyring
