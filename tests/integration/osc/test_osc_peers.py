"""OSC as the programs that speak it do: Pure Data, SuperCollider's language, liblo's tools."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.integration.osc.serving import serving
from tests.osc_surface import free_port
from tests.patience import PATIENCE_SECONDS
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home

PEERS = {"pd": "puredata-core", "sclang": "supercollider-language", "oscsend": "liblo-tools"}


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """A daemon whose answers go where they came from, and its port."""
    missing = [package for program, package in PEERS.items() if shutil.which(program) is None]
    assert not missing, f"`make osc-peers` installs {', '.join(missing)}"
    with serving(tmp_path_factory.mktemp("osc")) as (daemon, port):
        yield daemon, port


@contextmanager
def lines_of(command: list[str], **options) -> Iterator[Iterator[str]]:
    """What a program prints, line by line; it is ended afterwards."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options
    )
    try:
        yield iter(process.stdout.readline, "")
    finally:
        process.kill()
        process.communicate()


def until(lines: Iterator[str], last: str) -> list[str]:
    """Lines up to the first that has `last` in it."""
    seen = []
    for line in lines:
        seen.append(line.strip())
        if last in line:
            return seen
    raise AssertionError("\n".join(seen))


PATCH = """\
#N canvas 0 0 450 300 12;
#X obj 10 10 loadbang;
#X obj 10 40 t b b b b b;
#X msg 300 70 connect 127.0.0.1 {port};
#X obj 10 250 netsend -u -b;
#X msg 200 70 93.5 3/4;
#X obj 200 100 oscformat tonekiln tempo;
#X msg 150 130 7 clicks engine clicks bars 2 seed 12345678 retake 0;
#X obj 150 160 oscformat tonekiln generate;
#X msg 100 130 list cymbal clicks engine clicks bars 1 bpm 0;
#X msg 50 130 list;
#X obj 50 160 oscformat tonekiln stat?s;
#X obj 10 200 list prepend send;
#X obj 10 220 list trim;
#X obj 10 280 oscparse;
#X obj 10 310 print answer;
#X connect 0 0 1 0;
#X connect 1 4 2 0;
#X connect 2 0 3 0;
#X connect 1 3 4 0;
#X connect 4 0 5 0;
#X connect 5 0 11 0;
#X connect 1 2 6 0;
#X connect 6 0 7 0;
#X connect 7 0 11 0;
#X connect 1 1 8 0;
#X connect 8 0 7 0;
#X connect 1 0 9 0;
#X connect 9 0 10 0;
#X connect 10 0 11 0;
#X connect 11 0 12 0;
#X connect 12 0 3 0;
#X connect 3 1 13 0;
#X connect 13 0 14 0;
"""
"""Tempo, a request, a request that is wrong, a pattern; all that comes back is printed."""


def test_pure_data(served, tmp_path: Path) -> None:
    patch = tmp_path / "surface.pd"
    patch.write_text(PATCH.format(port=served[1]))
    with lines_of(["pd", "-nogui", "-nosound", "-stderr", "-noprefs", str(patch)]) as lines:
        answers = until(lines, "tonekiln done 7")
    told = "\n".join(answers)
    assert "tonekiln accepted 7 0" in told, "a number is an id"
    assert "tonekiln error cymbal invalid_request" in told
    assert "tonekiln status reply" in told
    (clip,) = [line for line in answers if "tonekiln clip 7" in line]
    assert " 93.5 2 " in clip
    with served[0].client() as client:
        made = client.search_all().clips[0]
    assert (made.seed, made.meter, made.bpm) == (12345678, "3/4", 93.5)


SCRIPT = """\
var daemon = NetAddr("127.0.0.1", {port});
thisProcess.addOSCRecvFunc({{ |message|
    if(message[0].asString.beginsWith("/tonekiln"), {{ ("ANSWER" + message).postln }});
}});
daemon.sendMsg("/tonekiln/tempo", 120.1, "6/8");
daemon.sendBundle(0.5, ["/tonekiln/generate", 8, "clicks", "engine", "clicks", "bars", 1]);
daemon.sendBundle(3600, ["/tonekiln/cancel", "much-later"]);
daemon.sendBundle(nil, ["/tonekiln/generate", "on", "x", "bars", 1, "draft", "perhaps"]);
daemon.sendMsg("/tonekiln/{{status,nothing}}");
"""


def test_supercollider(served, tmp_path: Path) -> None:
    script = tmp_path / "surface.scd"
    script.write_text(SCRIPT.format(port=served[1]))
    # No screen; and its browser component's sandbox refuses to start for root.
    qt = {"QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    env = {**os.environ, **qt, "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    with lines_of(
        ["sclang", "-u", str(free_port()), str(script)], env=env, stdin=subprocess.PIPE
    ) as lines:
        answers = until(lines, "/tonekiln/done, 8")
    told = "\n".join(answers)
    assert "/tonekiln/accepted, 8, 0" in told
    assert "/tonekiln/error, much-later, invalid_request" in told
    assert "/tonekiln/error, on, invalid_request, draft cannot be 'perhaps'" in told
    assert "/tonekiln/status/reply" in told
    accepted = next(i for i, line in enumerate(answers) if "accepted, 8" in line)
    status = next(i for i, line in enumerate(answers) if "status/reply" in line)
    assert status < accepted, "the bundle was for later"
    with served[0].client() as client:
        made = client.search_all().clips[0]
    assert (made.meter, made.bpm) == ("6/8", 120.1)


def test_liblo(home: Path, with_test_engines) -> None:
    """A shell speaks from another port each time and hears on one that it names."""
    port, answers_at = free_port(), free_port()
    flags = ("--warm=none-yet", f"--osc={port}", f"--osc-reply-port={answers_at}")
    daemon = RunningDaemon(Home(home), flags).start()

    def say(address: str, types: str, *values: str) -> None:
        command = ["oscsend", "localhost", str(port), address, types, *values]
        subprocess.run(command, check=True, timeout=PATIENCE_SECONDS)

    try:
        with lines_of(["stdbuf", "-oL", "oscdump", str(answers_at)]) as lines:
            until_bound(answers_at)
            say("/tonekiln/tempo", "d", "93.333333")
            say("/tonekiln/generate", "issss", "12", "clicks", "engine", "clicks", "stems")
            options = ("engine", "clicks", "bars", "1", "retake")
            say("/tonekiln/generate", "iSssSiST", "12", "clicks", *options)
            answers = until(lines, "/tonekiln/done")
    finally:
        daemon.stop()
    told = "\n".join(answers)
    assert "every option needs its value" in told
    assert '/tonekiln/accepted siis "12"' in told
    (clip,) = [line for line in answers if "/tonekiln/clip" in line]
    assert "ssssdiii" in clip
    assert " 93.333333 1 " in clip
    assert '/tonekiln/done si "12" 1' in told


def until_bound(port: int) -> None:
    """Wait until a program listens at a UDP port."""
    import psutil

    while not any(c.laddr and c.laddr.port == port for c in psutil.net_connections("udp")):
        pass
