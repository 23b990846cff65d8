"""OSC 1.0 at a real daemon's port: types, switches, patterns, time tags, bundles, limits, ports."""

from __future__ import annotations

import json
import os
import re
import struct
import subprocess
import sys
import time
from contextlib import suppress
from decimal import Decimal
from itertools import count

import pytest
from tests.conftest import ENGINES_FOR_TESTS
from tests.osc_surface import Surface, bundle, free_port, has_ipv6, in_seconds, message, typed
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home
from tonekiln.protocol import Meter, bar_frames

CLIP = ("/tonekiln/clip", "/tonekiln/error")
DONE = ("/tonekiln/done", "/tonekiln/error")
STATUS = message("/tonekiln/status")
CLICKS = ("engine", "clicks", "bars", 1)
NUMBERS = count()


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One daemon and its OSC port, for all: surfaces come and go."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ENGINES_FOR_TESTS), prepend=os.pathsep)
        port = free_port()
        home = Home(tmp_path_factory.mktemp("osc"))
        daemon = RunningDaemon(home, ("--warm=none-yet", f"--osc={port}")).start()
        yield daemon, port
        daemon.stop()


@pytest.fixture
def port(served) -> int:
    return served[1]


@pytest.fixture
def surface(port):
    made = Surface(port)
    yield made
    made.close()


@pytest.fixture
def other(port):
    made = Surface(port)
    yield made
    made.close()


def generate(*options: object) -> bytes:
    """A request under an id of its own, at 120 unless an option says otherwise."""
    tempo = () if "bpm" in options else ("bpm", 120)
    return message("/tonekiln/generate", f"t{next(NUMBERS)}", "x", *tempo, *options)


def clip_after(surface: Surface, datagram: bytes) -> dict:
    surface.say_bytes(datagram)
    clip = surface.hear_until(*CLIP)
    assert clip.address == "/tonekiln/clip", clip.params
    surface.hear_until(*DONE)
    names = ("id", "clip", "path", "name", "bpm", "bars", "frames", "rate")
    tags = re.search(rb",([a-zA-Z]+)\0", clip.dgram)[1].decode()
    return dict(zip(names, clip.params, strict=False)) | {"bpm_tag": tags[4]}


def error_after(surface: Surface, datagram: bytes) -> tuple[str, ...]:
    """Id, code, sentence and field of the one error that a datagram is answered with."""
    surface.say_bytes(datagram)
    (error,) = surface.heard_before_status()
    assert error.address == "/tonekiln/error"
    return tuple(error.params[:4])


@pytest.mark.parametrize(
    "bpm",
    [
        *(("f", float(text)) for text in ("0", "-1", "nan", "inf", "-inf", "19.9", "401", "1e30")),
        *(("d", float(text)) for text in ("0", "nan", "inf", "400.000001", "1e300", "1e-300")),
        *(("s", text) for text in ("0", "NaN", "1e999", "1e-999999", "", "fast", "9" * 5000)),
        *((tag, 0) for tag in "ihtrm"),
        *((tag,) for tag in "TFNI"),
        ("b", b"120"),
    ],
)
def test_what_is_no_tempo_is_refused_at_once_and_the_old_one_kept(surface, bpm) -> None:
    surface.say("/tonekiln/tempo", 96.5, "7/8")
    refused = error_after(surface, message("/tonekiln/tempo", bpm))
    assert (refused[1], refused[3]) == ("invalid_request", "bpm")
    clip = clip_after(surface, message("/tonekiln/generate", "kept", "x", *CLICKS))
    assert clip["frames"] == bar_frames(1, Meter(7, 8), Decimal("96.5"), 48_000)


@pytest.mark.parametrize("meter", ["0/4", "4/0", "4/3", "33/4", "four", "", "4/4/4", 4])
def test_what_is_no_meter_is_refused_at_once(surface, meter) -> None:
    assert error_after(surface, message("/tonekiln/tempo", 120, meter))[3] == "meter"


@pytest.mark.parametrize(
    ("bpm", "exact"),
    [
        (("f", 93.333333), "93.33334"),  # seven digits of what 32 bits hold of it
        (("f", 120.1), "120.1"),
        (("d", 93.333333), "93.333333"),
        (("d", 280 / 3), "93.333333"),
        (("d", 120.12345), "120.12345"),
        (("s", "120.123456"), "120.123456"),
        (("S", "99.5"), "99.5"),
        (("h", 101), "101"),
    ],
)
def test_a_tempo_keeps_its_digits(surface, served, bpm, exact) -> None:
    clip = clip_after(surface, generate("bpm", bpm, *CLICKS))
    told = repr(clip["bpm"]) if clip["bpm_tag"] == "d" else f"{clip['bpm']:.7g}"
    assert Decimal(told) == Decimal(exact)
    with served[0].client() as client:
        assert repr(client.show(clip["clip"]).clip.bpm) == repr(float(exact))


@pytest.mark.parametrize(("bpm", "tag"), [("120", "f"), ("120.1", "f"), ("93.333333", "d")])
def test_the_answers_tempo_is_a_double_only_where_a_float_would_lose_digits(
    surface, bpm, tag
) -> None:
    assert clip_after(surface, generate("bpm", bpm, *CLICKS))["bpm_tag"] == tag


@pytest.mark.parametrize(
    ("option", "value"),
    [
        *(("bars", value) for value in (2.5, "two", 65, 0, float("nan"), ("T",), "1e-999999999")),
        *(("seed", value) for value in (-1, ("h", 2**40), "1e400", ("d", 1e300))),
        *(("seconds", value) for value in (float("inf"), "nan", 0, ("d", -1.0))),
        *(("deadline_ms", value) for value in (0, ("d", float("nan")), ("h", 2**62))),
        *(("width", value) for value in (b"1", "wide", ("I",), ("t", 1), ("r", 1), ("m", 1))),
        *(("key", value) for value in ("H", ("T",), b"A", 1)),
        *(("reply_port", value) for value in (70_000, 0, "x", ("N",))),
        ("guidance", -1.0),
        ("steps", 0),
        ("strength", ("d", 1.5)),
        ("swing", "much"),
        ("variations", 9),
        ("rate", 1),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(surface, option, value) -> None:
    length = () if option in ("bars", "seconds") else ("bars", 1)
    _, code, sentence, field = error_after(surface, generate(option, value, *length))
    wire = {"rate": "sample_rate"}.get(option, option)
    assert (code, field) == ("invalid_request", wire), sentence


def test_an_array_is_one_argument_and_is_refused(surface) -> None:
    tags = "sssiss[i[f]s]"
    values = ("a", "x", "bpm", 120, "engine", "clicks", 1, 2.0, "z")
    refused = error_after(surface, typed("/tonekiln/generate", tags, *values))
    assert refused[:1] == ("a",)
    assert "needs its value" in refused[2]
    refused = error_after(
        surface, typed("/tonekiln/generate", "sssis[ii]", "a", "x", "bpm", 120, "bars", 1, 2)
    )
    assert refused[3] == "bars"
    assert "an array" in refused[2]


@pytest.mark.parametrize("seed", [("f", 12345678.0), ("d", 4294967295.0), ("h", 17), "17", 1.0])
def test_a_whole_number_may_come_as_any_number(surface, served, seed) -> None:
    clip = clip_after(surface, generate("seed", seed, *CLICKS))
    value = seed[1] if isinstance(seed, tuple) else seed
    with served[0].client() as client:
        assert client.show(clip["clip"]).clip.seed == int(float(value))


SWITCHES = [
    *((word, False) for word in ("0", "false", "off", "no", "FALSE", " Off ")),
    *((word, True) for word in ("1", "true", "on", "yes", "Yes", ("S", "true"))),
    *((value, False) for value in (0, 0.0, ("d", 0.0), ("h", 0), ("F",), ("N",))),
    *((value, True) for value in (1, 1.0, 127, ("d", 0.5), ("T",))),
]


def test_switches_however_a_surface_sends_them(surface, served) -> None:
    with served[0].client() as client:
        for value, on in SWITCHES:
            asked = generate("seconds", 0.1, "engine", "sketch", "one_shot", value)
            clip = clip_after(surface, asked)
            assert client.show(clip["clip"]).clip.one_shot is on, value


@pytest.mark.parametrize("value", ["maybe", "2", "", float("nan"), b"1", ("I",), ("t", 1)])
@pytest.mark.parametrize("switch", ["one_shot", "stems", "draft", "retake"])
def test_what_is_neither_on_nor_off_is_refused(surface, switch, value) -> None:
    assert error_after(surface, generate(switch, value))[3] == switch


@pytest.mark.parametrize(
    ("named", "text"),
    [(7, "7"), (7.0, "7"), (("d", 1.5), "1.5"), (("S", "take"), "take"), (("c", 65), "A")],
)
def test_an_id_may_be_a_number_or_a_symbol(surface, named, text) -> None:
    surface.say_bytes(message("/tonekiln/generate", named, ("S", "clicks"), "bpm", 120, *CLICKS))
    assert surface.hear_until("/tonekiln/accepted").params[0] == text
    assert surface.hear_until(*DONE).params[0] == text
    surface.say_bytes(message("/tonekiln/generate", named, 808, "bpm", 120, "bars", 99))
    assert surface.hear_until("/tonekiln/error").params[0] == text


@pytest.mark.parametrize("named", [("T",), ("N",), b"x", "", "x" * 65])
def test_what_is_no_id_is_refused(surface, named) -> None:
    refused = error_after(surface, message("/tonekiln/generate", named, "x", "bpm", 120))
    assert refused[3] == "id"
    assert error_after(surface, message("/tonekiln/cancel", named))[3] == "id"


@pytest.mark.parametrize(
    "pattern",
    [
        "/tonekiln/stat?s",
        "/tonekiln/s*",
        "/*/status",
        "/tonekiln/[q-t]tatus",
        "/tonekiln/[!abc]tatus",
        "/tonekiln/{status,nothing}",
        "/{tone,kiln,tonekiln}/st[a]tu{s}",
    ],
)
def test_address_patterns(surface, pattern) -> None:
    surface.say_bytes(message(pattern))
    assert surface.hear().address == "/tonekiln/status/reply"


def test_a_pattern_reaches_every_address_that_it_names(surface) -> None:
    surface.say_bytes(message("/tonekiln/{cancel,status}", 65_000))
    assert surface.hear().params[1] == "not_found"
    assert surface.hear().address == "/tonekiln/status/reply"
    surface.say_bytes(message("/tonekiln/[!s]*", ("N",)))
    fields = sorted(error.params[3] for error in surface.heard_before_status())
    assert fields == ["bpm", "clip", "id", "id", "id"]


@pytest.mark.parametrize(
    "address", ["/tonekiln/[", "/tonekiln/{status", "/tonekiln/]", "/nothing/*", "/*", "//status"]
)
def test_a_pattern_that_names_nothing_is_refused(surface, address) -> None:
    assert error_after(surface, message(address))[3] == "address"


def test_a_pattern_of_stars_takes_no_time(surface) -> None:
    assert error_after(surface, message("/tonekiln/" + "*a" * 120 + "*b"))[3] == "address"
    assert error_after(surface, message("/tonekiln/" + "*a" * 20_000))[3] == "address"


def test_a_bundle_waits_for_its_time_and_an_inner_one_for_the_outer_ones(surface) -> None:
    began = time.monotonic()
    surface.say_bytes(bundle(STATUS, time_tag=in_seconds(3)))
    surface.say_bytes(bundle(bundle(message("/tonekiln/cancel")), time_tag=in_seconds(3)))
    assert surface.heard_before_status() == []
    addresses = {surface.hear().address, surface.hear().address}
    assert addresses == {"/tonekiln/status/reply", "/tonekiln/error"}
    assert time.monotonic() - began > 2.5


@pytest.mark.parametrize(
    "time_tag",
    [0, 1, 2, 12345 << 32, in_seconds(-3600)],
    ids=["0", "1", "2", "1903", "an hour ago"],
)
def test_what_is_due_is_done_at_once(surface, time_tag) -> None:
    surface.say_bytes(bundle(STATUS, time_tag=time_tag))
    assert surface.hear().address == "/tonekiln/status/reply"


@pytest.mark.parametrize("ahead", [90, 86_400, 10_000_000])
def test_a_time_beyond_a_minute_is_refused(surface, ahead) -> None:
    late = bundle(message("/tonekiln/cancel", "x"), time_tag=in_seconds(ahead))
    assert error_after(surface, late)[:4:3] == ("x", "time")


def test_a_bundle_keeps_its_order_however_deep(surface) -> None:
    inner = bundle(message("/tonekiln/tempo", 100), bundle(generate("bars", 99)))
    surface.say_bytes(bundle(message("/tonekiln/cancel", "a"), inner, message("/tonekiln/dance")))
    fields = [error.params[3] for error in surface.heard_before_status()]
    assert fields == ["id", "bars", "address"]
    deep = STATUS
    for _ in range(2_000):
        deep = bundle(deep)
    surface.say_bytes(deep)
    assert surface.hear().address == "/tonekiln/status/reply"


@pytest.mark.parametrize(
    "bad",
    [
        b"nonsense",
        b"/tonekiln/status",
        b"/tonekiln/status\0\0\0\0zz\0\0",
        b"/tonekiln/status\0\0\0\0,q\0\0",
        b"/tonekiln/status\0\0\0\0,i\0\0",
        b"/tonekiln/status\0\0\0\0,]\0\0",
        b"/tonekiln/status\0\0\0\0,[\0\0",
        b"/tonekiln/\xff\xfe\0",
        b"#bundle\0",
        typed("/tonekiln/tempo", "b", b"")[:-4] + struct.pack(">i", -4),
        typed("/tonekiln/tempo", "c", 0xD800),
    ],
)
def test_a_bad_message_in_a_bundle_costs_itself_only(surface, bad) -> None:
    surface.say_bytes(bundle(STATUS, bad, STATUS))
    heard = [surface.hear().address for _ in range(3)]
    assert heard == ["/tonekiln/status/reply", "/tonekiln/error", "/tonekiln/status/reply"]


@pytest.mark.parametrize("size", [-4, -(2**31), 0, 1_000_000, 2**31 - 1])
def test_an_element_of_impossible_size_ends_its_bundle_and_nothing_else(surface, size) -> None:
    """An element of -4 bytes was read again and again, for ever."""
    surface.say_bytes(bundle(STATUS) + struct.pack(">i", size) + STATUS)
    assert surface.hear().address == "/tonekiln/status/reply"
    refused = surface.hear()
    assert (refused.address, refused.params[3]) == ("/tonekiln/error", "packet")
    assert surface.heard_before_status() == []


def test_a_tempo_is_its_machines_where_the_sender_set_none(port) -> None:
    """A shell, or a web server's node, speaks from another port each time."""
    first, second, third = Surface(port), Surface(port), Surface(port)
    first.say("/tonekiln/tempo", 90.5)
    first.heard_before_status()
    asked = message("/tonekiln/generate", "a", "x", *CLICKS)
    assert clip_after(second, asked)["bpm"] == 90.5
    third.say("/tonekiln/tempo", 140.5)
    third.heard_before_status()
    assert clip_after(second, asked)["bpm"] == 140.5
    assert clip_after(first, asked)["bpm"] == 90.5, "it has set one itself"
    for used in (first, second, third):
        used.close()


def test_answers_go_to_the_port_that_a_message_names(surface, other) -> None:
    surface.say_bytes(generate("reply_port", other.port, *CLICKS))
    assert other.hear().address == "/tonekiln/accepted"
    assert other.hear_until(*DONE).address == "/tonekiln/done"
    surface.say_bytes(generate("reply_port", other.port, "bars", 99))
    assert other.hear().params[3] == "bars"
    surface.say("/tonekiln/status", "reply_port", other.port)
    assert other.hear().address == "/tonekiln/status/reply"
    assert surface.heard_before_status() == []


def test_a_button_may_send_its_value_along(surface) -> None:
    surface.say("/tonekiln/status", 1.0)
    assert surface.hear().address == "/tonekiln/status/reply"


def test_our_own_answers_are_never_answered(surface, port) -> None:
    """Two daemons that took each other for surfaces would never end."""
    for address in ("/tonekiln/error", "/tonekiln/status/reply", "/tonekiln/clip"):
        surface.say(address, "a")
    surface.say_bytes(generate("reply_port", port, *CLICKS))
    assert surface.heard_before_status() == []


@pytest.mark.skipif(not has_ipv6(), reason="this system has no ::1")
def test_this_machine_has_two_names(port) -> None:
    surface = Surface(port, "::1")
    surface.say("/tonekiln/tempo", 111)
    assert clip_after(surface, message("/tonekiln/generate", "six", "x", *CLICKS))["bpm"] == 111
    surface.close()


def test_what_is_refused_is_in_the_log(surface, served) -> None:
    error_after(surface, message("/tonekiln/generate", "lost", "secret words", "bars", "?"))
    lines = [json.loads(line) for line in served[0].home.log_file.read_text().splitlines()]
    told = [line for line in lines if "OSC: /tonekiln/generate refused: bars" in line["what"]]
    assert told[-1]["level"] == "info"
    assert not any("secret words" in line["what"] for line in lines)


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
