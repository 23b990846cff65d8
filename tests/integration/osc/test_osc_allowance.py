"""What uses up a machine's allowance at the OSC port, or needs other settings."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pytest
from tests.integration.osc.asking import CLICKS, DONE, STATUS, error_after, generate
from tests.osc_surface import Surface, bundle, free_port, in_seconds, message
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home


def nested(size: int) -> bytes:
    """Bundles in bundles, and nothing in the innermost."""
    made = bundle()
    while len(made) < size:
        made = bundle(made)
    return made


class TestOnItsOwnDaemon:
    """What uses up a machine's allowance, or needs other settings."""

    @pytest.fixture
    def port(self) -> int:
        return free_port()

    @pytest.fixture
    def start(self, home, with_test_engines, port):
        started = []

        def start(*flags: str) -> RunningDaemon:
            started.append(RunningDaemon(Home(home), ("--warm=none-yet", f"--osc={port}", *flags)))
            return started[-1].start()

        yield start
        for daemon in started:
            daemon.stop()

    def test_each_message_of_a_bundle_takes_from_the_allowance(self, start, port) -> None:
        start()
        surface = Surface(port)
        asked = [message("/tonekiln/cancel", f"x{number}") for number in range(300)]
        surface.say_bytes(bundle(*asked))
        heard = {}
        surface.socket.settimeout(2)
        with suppress(TimeoutError):
            while True:
                named, code, sentence, *_ = surface.hear().params
                heard[named] = (code, sentence)
        done = [named for named, (code, _) in heard.items() if code == "not_found"]
        cut = [named for named, (code, _) in heard.items() if code == "busy"]
        assert len(done) >= 100
        assert cut
        assert "/tonekiln/cancel was dropped" in heard[cut[0]][1]
        surface.close()

    def test_a_machine_has_no_more_by_taking_more_ports(self, start, port) -> None:
        start()
        surfaces = [Surface(port) for _ in range(16)]
        for surface in surfaces:
            surface.say_bytes(bundle(*[STATUS] * 100))
        answers = 0
        for surface in reversed(surfaces):
            surface.socket.settimeout(1 if surface is surfaces[-1] else 0)
            with suppress(TimeoutError, BlockingIOError):
                while True:
                    answers += surface.hear().address == "/tonekiln/status/reply"
            surface.close()
        assert 300 < answers < 1_600  # 400 at once, and 200 in each second that it took

    @pytest.mark.parametrize("of", [lambda: bundle(*[bundle()] * 3000), lambda: nested(60_000)])
    def test_large_datagrams_are_dropped_unread(self, start, port, of) -> None:
        start()
        flood, surface = Surface(port), Surface(port)
        datagram = of()
        while True:  # a datagram of this kind asks nothing, so that only its size is told of
            flood.say_bytes(datagram)
            flood.socket.settimeout(0.1)
            with suppress(TimeoutError):
                told = flood.hear()
                break
        assert told.params[1] == "busy"
        assert "too many bytes" in told.params[2]
        assert surface.ask_until_heard("/tonekiln/status").address == "/tonekiln/status/reply"
        flood.close(), surface.close()

    def test_surfaces_leave_room_in_the_queue(self, start, port) -> None:
        daemon = start("--queue-limit=8")
        surface = Surface(port)
        slow = ("engine", "slow", "bars", 1)
        surface.say_bytes(bundle(*[generate(*slow) for _ in range(12)]))
        heard = [surface.hear_until("/tonekiln/accepted", "/tonekiln/error") for _ in range(12)]
        refused = [said for said in heard if said.address == "/tonekiln/error"]
        assert len(refused) == 6
        assert all(said.params[1] == "busy" for said in refused)
        with daemon.client() as client:
            assert client.generate("x", bpm=240, bars=1, engine="clicks").result().clips
        surface.close()

    def test_too_much_that_waits_is_refused(self, start, port) -> None:
        start()
        surfaces = [Surface(port) for _ in range(3)]
        for surface in surfaces:
            asked = [message("/tonekiln/cancel", "w")] * 100
            surface.say_bytes(bundle(*asked, time_tag=in_seconds(50)))
        refused = surfaces[2].hear()
        assert (refused.params[1], refused.params[3]) == ("busy", "time")
        for surface in surfaces:
            surface.close()

    def test_without_any_tempo_a_request_says_how_to_give_one(self, start, port) -> None:
        start()
        surface = Surface(port)
        asked = message("/tonekiln/generate", "a", "x")
        assert error_after(surface, asked)[3] == "bpm"
        assert "no tempo yet" in error_after(surface, asked)[2]
        surface.close()

    def test_a_setting_sends_all_answers_to_one_port(self, start, port) -> None:
        listener = Surface(port)
        start(f"--osc-reply-port={listener.port}")
        for asked in (message("/tonekiln/tempo", 128), generate(*CLICKS)):
            once = Surface(port)
            once.say_bytes(asked)
            once.close()
        assert listener.hear().address == "/tonekiln/accepted"
        assert listener.hear_until(*DONE).address == "/tonekiln/done"
        listener.close()

    def test_a_port_that_is_taken_is_one_sentence(self, home, port) -> None:
        taken = Surface(port)
        flags = [f"--home={home}", f"--osc={taken.port}"]
        ended = subprocess.run(
            [sys.executable, "-m", "tonekilnd", "serve", *flags],
            capture_output=True,
            text=True,
            check=False,
        )
        taken.close()
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        assert f"UDP port {taken_port(flags)} cannot be opened" in ended.stderr

    @pytest.mark.parametrize(
        "flags", [("--osc=70000",), ("--osc=9", "--osc-reply-port=9"), ("--osc-reply-port=-1",)]
    )
    def test_ports_that_are_none_are_one_sentence(self, home, flags) -> None:
        ended = subprocess.run(
            [sys.executable, "-m", "tonekilnd", "serve", f"--home={home}", *flags],
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 1
        assert "Traceback" not in ended.stderr
        assert "osc" in ended.stderr.lower()


def taken_port(flags: list[str]) -> str:
    return flags[-1].rpartition("=")[2]
