"""What a daemon that the command line has started is to its home and its clients, under Wine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.windows.access import open_to_others
from tests.windows.conftest import Windows, windows_in
from tests.windows.two_bars import TWO_BARS, check_two_bars


@pytest.fixture(scope="module")
def served(
    python: Path, tonekiln: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Windows]:
    """One for all of these: most of a test would be its start. Its home was open to others."""
    with windows_in(tmp_path_factory.mktemp("served"), python, tonekiln) as windows:
        windows.home.mkdir(parents=True)
        windows.home.chmod(0o755)
        check_two_bars(windows.asked(*TWO_BARS))
        yield windows
        assert windows.asked("stop")["stopped"]


def test_it_outlives_who_started_it(served: Windows) -> None:
    assert served.asked("status")["clips"] == len(list((served.home / "library").glob("*.wav")))
    recorded = json.loads((served.home / "install.json").read_text("utf-8"))
    assert recorded["python"].endswith("python.exe")


_PLAYED = """
from tonekiln import Client
from tonekiln.protocol import SearchClips
from tonekiln.protocol.errors import TonekilnError

with Client() as client:
    (clip,) = client.generate("warm pad", bpm=120, bars=1).result().clips
    there = client.search(SearchClips()).total
    with open(clip.path, "rb"):
        try:
            client.remove(clip.clip_id)
        except TonekilnError as error:
            print("held open by another program" in error.message)
    print(client.search(SearchClips()).total - there)
    client.remove(clip.clip_id)
    print(client.search(SearchClips()).total - there)
"""


def test_a_clip_that_a_daw_plays_is_not_removed_and_that_is_said(served: Windows) -> None:
    ended = served.script(_PLAYED)
    assert ended.out.split() == ["True", "0", "-1"], ended


_ASK = """
import asyncio, sys
from tonekiln import AsyncClient

async def main():
    async with AsyncClient() as client:
        result = await (await client.generate("warm pad", bpm=120, bars=1)).result()
        print(len(result.clips), type(asyncio.get_running_loop()).__name__)

asyncio.run(main())
"""


def test_the_client_for_asyncio_works_in_a_loop_of_the_user_s(served: Windows) -> None:
    ended = served.script(_ASK)
    assert ended.out.split() == ["1", "ProactorEventLoop"], ended


def test_its_home_and_keys_are_closed_and_what_is_not_is_mended(served: Windows) -> None:
    secrets = ("keys/server.json", "keys/client.json", "run/connection.json", "tonekiln.db")
    closed = ("", "keys", "run", *secrets)
    assert [name for name in closed if open_to_others(served.home / name)] == []
    assert all(check["ok"] for check in served.asked("doctor")["checks"])

    told = served.home / "run" / "connection.json"
    told.chmod(0o644)
    checks = json.loads(served.tonekiln("doctor", "--json").out)["checks"]
    (rights,) = [check for check in checks if check["name"] == "rights"]
    assert not rights["ok"]
    assert "can be read by others" in rights["detail"]
    served.tonekiln("doctor", "--repair")
    assert not open_to_others(told)
