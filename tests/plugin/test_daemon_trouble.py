"""A daemon that is absent, killed, hung or replaced, under a host whose audio goes on.

No sample is lost meanwhile. How soon it is said and well again is measured by
`python -m benchmarks plugin`, on a machine that does nothing else.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import zmq
from tests.patience import PATIENCE_SECONDS
from tests.plugin.built import needs_plugin
from tests.plugin.daemon_troubles import TROUBLES
from tests.plugin.native_tests import PROGRAM
from tests.plugin.paced_host import paced_host
from tests.running_daemon import RunningDaemon

from tonekiln.client.connection import read_connection
from tonekiln.client.wire import connected
from tonekiln.home import Home
from tonekiln.protocol import Ping, encode

needs_plugin()
if not PROGRAM.exists():
    pytest.skip("the plugin's tests are not built: make plugin-tests", allow_module_level=True)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_it_is_said_it_passes_and_the_audio_goes_on(
    trouble: str, home: Path, with_test_engines: None
) -> None:
    with paced_host(home) as host:
        course = TROUBLES[trouble](host, home)
        audio = host.count()
    assert audio["blocks"] > 0
    assert audio["drop_outs"] == 0, audio
    assert course.words, course


def test_a_plugin_whose_name_another_took_has_it_back(home: Path, with_test_engines: None) -> None:
    """Whoever holds the keys may call himself as he likes: the plugin connects anew."""
    daemon = RunningDaemon(Home(home)).start()
    context = zmq.Context()
    try:
        with paced_host(home) as host:
            linked = host.wait_until_shown(lambda now: now["ready"], PATIENCE_SECONDS)
            host.ask("sketch", "dusty drums")
            first = host.wait_until_shown(
                lambda now: now["clips"] > linked["clips"], PATIENCE_SECONDS
            )
            forger = connected(
                context.socket(zmq.DEALER), read_connection(Home(home).connection_file), _name(home)
            )
            forger.send_multipart(encode(Ping(), id="forged"))
            assert forger.recv_multipart()
            host.wait_until_shown(lambda now: not now["ready"], PATIENCE_SECONDS)
            host.wait_until_shown(lambda now: now["ready"], PATIENCE_SECONDS)
            host.ask("sketch", "dusty drums again")
            host.wait_until_shown(lambda now: now["clips"] > first["clips"], PATIENCE_SECONDS)
            assert host.count()["drop_outs"] == 0
    finally:
        context.destroy(linger=0)
        daemon.stop()


def _name(home: Path) -> bytes:
    """The plugin's routing id, as the journal has it; no message tells it to others."""
    with closing(sqlite3.connect(Home(home).database)) as journal:
        ((client,),) = journal.execute("SELECT DISTINCT client FROM jobs").fetchall()
    return bytes(client)
