"""OSC 1.0 at a real daemon's port: patterns, time tags, bundles, ports that answers go to."""

from __future__ import annotations

import json
import struct
import time

import pytest
from tests.integration.osc.asking import CLICKS, DONE, STATUS, clip_after, error_after, generate
from tests.osc_surface import Surface, bundle, has_ipv6, in_seconds, message, typed


@pytest.mark.parametrize(
    "pattern",
    [
        "/tonekiln/stat?s",
        "/tonekiln/sta*",
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
