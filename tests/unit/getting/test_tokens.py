"""Where the hub's token is kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import keyring.backends.null
import keyring.errors
import pytest

from tonekiln.home import Home
from tonekiln.protocol import KeepToken, TokenPlace
from tonekiln.protocol.errors import EngineUnavailable
from tonekilnd.getting.tokens import Tokens

TOKEN = "hf_" + "x" * 34


class InMemory(keyring.backend.KeyringBackend):
    """A keyring that may be locked."""

    priority = 5.0
    locked = False

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        if self.locked:
            raise keyring.errors.KeyringLocked
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def ring() -> Iterator[InMemory]:
    before = keyring.get_keyring()
    own = InMemory()
    keyring.set_keyring(own)
    yield own
    keyring.set_keyring(before)


@pytest.fixture
def tokens(tmp_path: Path) -> Tokens:
    return Tokens(Home(tmp_path / "home"))


def test_it_goes_into_the_keyring_and_no_file(ring, tokens, tmp_path) -> None:
    assert tokens.keep(TOKEN, in_file=True).kept is TokenPlace.KEYRING
    assert tokens.find() == TOKEN
    assert list(ring.kept.values()) == [TOKEN]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert tokens.forget().kept is TokenPlace.NOWHERE
    assert (tokens.find(), ring.kept) == ("", {})


@pytest.mark.parametrize("there_is", ["a locked one", "none"])
def test_without_a_keyring_it_is_refused_or_kept_closed(ring, tokens, tmp_path, there_is) -> None:
    if there_is == "none":
        keyring.set_keyring(keyring.backends.null.Keyring())
    ring.locked = True
    with pytest.raises(EngineUnavailable, match="no keyring") as refused:
        tokens.keep(TOKEN, in_file=False)
    assert TOKEN not in str(refused.value)
    state = tokens.keep(TOKEN, in_file=True)
    assert state.kept is TokenPlace.FILE
    assert "not encrypted" in state.says
    (file,) = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700
    assert tokens.find() == TOKEN
    assert tokens.forget().kept is TokenPlace.NOWHERE


def test_a_keyring_that_opens_later_takes_the_files_place(ring, tokens, tmp_path) -> None:
    ring.locked = True
    tokens.keep(TOKEN, in_file=True)
    ring.locked = False
    assert tokens.keep(TOKEN + "2", in_file=False).kept is TokenPlace.KEYRING
    assert tokens.find() == TOKEN + "2"
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_request_does_not_show_it() -> None:
    assert TOKEN not in repr(KeepToken(token=TOKEN))
