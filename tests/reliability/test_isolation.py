"""One client, file or message costs itself only: everybody else is served on."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.home import Home
from tonekiln.protocol.errors import TonekilnError
from tonekilnd import app, serving
from tonekilnd.config import Settings

# Names as they come from other systems: Latin-1, half a character, a line break, an escape.
ODD_NAMES = [b"dr\xfcms", b"\xc3", b"\xed\xa0\x80", b"two\nlines", b"\x1b[31m", b"\xff" * 40]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("name", ODD_NAMES)
def test_a_preset_of_any_name_costs_nobody_else_anything(daemon, name) -> None:
    presets = os.fsencode(daemon.home.presets)
    os.makedirs(presets, exist_ok=True)  # noqa: PTH103 - bytes
    with open(os.path.join(presets, name + b".toml"), "wb") as file:  # noqa: PTH118, PTH123
        file.write(b"not = [a preset")
    with daemon.client() as client:
        assert client.presets().presets
        assert client.status().problems
        assert client.generate("x", bpm=240, bars=1, engine="clicks").result().clips


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
def test_a_home_of_any_name_serves(tmp_path, with_test_engines) -> None:
    home = Path(os.fsdecode(os.fsencode(tmp_path) + b"/h\xf6me"))
    running = RunningDaemon(Home(home), ("--warm=none-yet",)).start()
    try:
        with running.client() as client:
            assert "\\xf6" in client.status().home
            with pytest.raises(TonekilnError):
                client.generate("x", bpm=240, bars=1, engine="no-such").result()
            assert client.ping().version
    finally:
        running.stop()


@pytest.mark.parametrize("name", ["osc:deck", "osc:127.0.0.1:9000", "osc:127.0.0.1:x", "osc:"])
def test_a_client_may_have_any_name(daemon, name) -> None:
    with Client(daemon.home, name=name) as odd, daemon.client() as other:
        odd.watch()
        assert other.generate("x", bpm=240, bars=1, engine="clicks").result().clips
        assert odd.generate("x", bpm=240, bars=1, engine="clicks").result().clips
    with daemon.client() as other:
        assert other.generate("x", bpm=240, bars=1, engine="clicks", seed=3).result().clips


class _Faulty(app.Daemon):
    """Its serving ends by an error, as often as it is told to."""

    runs = 0
    faults = 1

    def _recover(self) -> None:
        super()._recover()
        type(self).runs += 1
        if type(self).runs <= type(self).faults:
            self._doors.server.serve = self._fail  # type: ignore[method-assign]
        else:
            asyncio.get_running_loop().call_soon(self._stopping.set)

    async def _fail(self, _receive: object) -> None:
        raise ValueError("the socket is gone")


@pytest.mark.parametrize(("faults", "ends_well"), [(1, True), (2, False)])
def test_a_daemon_that_cannot_hear_ends_and_starts_once_more(
    home, monkeypatch, faults, ends_well
) -> None:
    kind = type("Faulty", (_Faulty,), {"faults": faults, "runs": 0})
    monkeypatch.setattr(serving, "Daemon", kind)
    settings = Settings(warm=[], osc_port=0)
    if ends_well:
        serving.serve(Home(home), settings)
    else:
        with pytest.raises(app.EndedUnexpectedly) as ended:
            serving.serve(Home(home), settings)
        assert isinstance(ended.value.__cause__, ValueError)
    assert kind.runs == 2
    assert not Home(home).connection_file.exists()


def test_a_start_that_was_told_to_doubt_does_so_once(home, monkeypatch) -> None:
    doubts = []

    class Ending(app.Daemon):
        def _recover(self) -> None:
            doubts.append(self._doubt)
            asyncio.get_running_loop().call_soon(self._stopping.set)

    monkeypatch.setattr(serving, "Daemon", Ending)
    Home(home).run.mkdir(parents=True)
    Home(home).doubt_file.touch()
    for _ in range(2):
        serving.serve(Home(home), Settings(warm=[], osc_port=0))
    assert doubts == [True, False]
