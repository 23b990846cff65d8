"""The daemon says which programs are connected, as each says of itself, and forgets who leaves."""

from __future__ import annotations

import asyncio
import json
import time

import pytest
from tests.standing_in_plugin import StandInPlugin

from tonekiln.cli.main import main
from tonekiln.client.asynchronous import AsyncClient
from tonekiln.protocol import Program


@pytest.fixture
def plugin(daemon):
    plugin = StandInPlugin(daemon.home, "Ableton Live", "AU")
    yield plugin
    plugin.close()


def test_a_plugin_is_told_with_its_host_and_format(daemon, plugin, client, capsys) -> None:
    expected = Program(name="plugin", version="0.1.0", format="AU", host="Ableton Live")
    assert client.status().programs == (expected,)
    plugin.ping()
    assert client.status().programs == (expected,)
    second = StandInPlugin(daemon.home, "REAPER")
    assert [one.host for one in client.status().programs] == ["Ableton Live", "REAPER"]
    second.close()
    assert main(["status"]) == 0
    assert "connected: plugin 0.1.0 (AU) in Ableton Live" in capsys.readouterr().out


def test_who_leaves_is_not_counted_any_more(daemon, client, capsys) -> None:
    for _ in range(3):
        main(["status", "--json"])
        assert json.loads(capsys.readouterr().out)["clients"] <= 3
    with daemon.client():
        assert client.status().clients == 2
    wait_until_alone(client)
    asyncio.run(_come_and_go(daemon.home))
    wait_until_alone(client)


async def _come_and_go(home) -> None:
    async with AsyncClient(home) as other:
        assert (await other.status()).clients == 2


def wait_until_alone(client) -> None:
    """What is said last on one connection may be read after what is asked next on another."""
    deadline = time.monotonic() + 20  # less than a silent one is counted
    while client.status().clients > 1:
        assert time.monotonic() < deadline, "whoever left is still counted"
