"""OSC over real UDP sockets."""

from __future__ import annotations

import os
from decimal import Decimal

import pytest
from tests.conftest import ENGINES_FOR_TESTS
from tests.osc_surface import Surface, free_port
from tests.running_daemon import RunningDaemon

from tonekiln.home import Home
from tonekiln.protocol import Meter, bar_frames


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def osc_daemon(tmp_path_factory, port):
    """One daemon for all; the test that uses up this machine's allowance comes last."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ENGINES_FOR_TESTS), prepend=os.pathsep)
        home = Home(tmp_path_factory.mktemp("osc"))
        running = RunningDaemon(home, ("--warm=none-yet", f"--osc={port}")).start()
        yield running
        running.stop()


@pytest.fixture
def surface(osc_daemon, port):
    made = Surface(port)
    yield made
    made.close()


def test_a_clip_comes_back_under_the_senders_own_id(surface) -> None:
    surface.say("/tonekiln/tempo", 120.1, "3/4")
    surface.say("/tonekiln/generate", "take-1", "clicks", "bars", 2, "engine", "clicks", "seed", 4)
    accepted = surface.hear_until("/tonekiln/accepted", "/tonekiln/error")
    assert accepted.params[0] == "take-1"
    clip = surface.hear_until("/tonekiln/clip", "/tonekiln/error")
    assert clip.address == "/tonekiln/clip"
    named, _, path, _, bpm, bars, frames, rate, engine, licence, non_commercial = clip.params
    assert (named, bars, rate, engine, non_commercial) == ("take-1", 2, 48_000, "clicks", 1)
    assert bpm == pytest.approx(120.1)
    # OSC's floats have 32 bits; what was meant is 120.1 exactly.
    assert frames == bar_frames(2, Meter(3, 4), Decimal("120.1"), 48_000)
    assert path.endswith(".wav")
    assert licence
    assert surface.hear_until("/tonekiln/done").params == ["take-1", 1]


def test_the_same_id_can_be_used_again_when_its_job_has_ended(surface) -> None:
    for seed in (1, 2):
        surface.say(
            "/tonekiln/generate", "x", "c", "bpm", 120, "bars", 1, "engine", "clicks", "seed", seed
        )
        assert surface.hear_until("/tonekiln/done", "/tonekiln/error").address == "/tonekiln/done"


def test_cancel_stops_the_senders_job(surface) -> None:
    surface.say("/tonekiln/generate", "long", "c", "bpm", 120, "engine", "slow")
    surface.hear_until("/tonekiln/progress")
    surface.say("/tonekiln/cancel", "long")
    error = surface.hear_until("/tonekiln/error")
    assert error.params[:2] == ["long", "cancelled"]


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        (("s1",), "invalid_request", "clip"),
        (("s2", "no such id"), "invalid_request", "clip"),
        (("s3", "nothing-of-that-id"), "not_found", "source.clip"),
    ],
)
def test_stems_of_what_is_no_clip_are_refused(surface, arguments, code, field) -> None:
    surface.say("/tonekiln/stems", *arguments)
    error = surface.hear_until("/tonekiln/error", "/tonekiln/accepted")
    assert (error.params[0], error.params[1], error.params[3]) == (arguments[0], code, field)


def test_another_sender_can_not_cancel_it(surface, port) -> None:
    surface.say("/tonekiln/generate", "long", "c", "bpm", 120, "engine", "slow")
    surface.hear_until("/tonekiln/progress")
    other = Surface(port)
    other.say("/tonekiln/cancel", "long")
    assert other.hear_until("/tonekiln/error").params[1] == "not_found"
    other.close()
    surface.say("/tonekiln/cancel", "long")
    assert surface.hear_until("/tonekiln/error").params[1] == "cancelled"


def test_a_clip_of_the_library_is_built_on_by_its_id(surface) -> None:
    """The tests' engines take no input audio: they say so, of the field it came in."""
    surface.say("/tonekiln/tempo", 120.0)
    surface.say("/tonekiln/generate", "first", "clicks", "bars", 1)
    clip = surface.hear_until("/tonekiln/clip").params[1]
    surface.hear_until("/tonekiln/done")
    for option, field in (("init", "init"), ("continue", "continuation"), ("melody", "melody")):
        surface.say("/tonekiln/generate", f"on-{option}", "clicks", "bars", 1, option, clip)
        named, code, sentence, at, _hint = surface.hear_until("/tonekiln/error").params
        assert (named, code, at) == (f"on-{option}", "unsupported_ability", field), sentence
    surface.say("/tonekiln/generate", "gone", "clicks", "bars", 1, "init", "no-such-clip")
    _, code, _, field, _ = surface.hear_until("/tonekiln/error").params
    assert (code, field) == ("not_found", "init")


def test_a_part_of_a_clip_is_made_again_by_its_id(surface) -> None:
    surface.say("/tonekiln/tempo", 120.0)
    surface.say("/tonekiln/generate", "first", "house", "bars", 2, "engine", "sketch")
    clip = surface.hear_until("/tonekiln/clip").params[1]
    surface.hear_until("/tonekiln/done")
    of_sketch = ("bars", 2, "engine", "sketch", "inpaint", clip)
    surface.say("/tonekiln/generate", "again", "hats", *of_sketch, "parts", 2)
    assert surface.hear_until("/tonekiln/clip").params[0] == "again"
    surface.hear_until("/tonekiln/done")
    for wrong, field in ((("parts", "x"), "parts"), (("parts", "3"), "inpaint.spans[0].to")):
        surface.say("/tonekiln/generate", "wrong", "hats", *of_sketch, *wrong)
        assert surface.hear_until("/tonekiln/error").params[3] == field
    surface.say("/tonekiln/generate", "alone", "hats", *of_sketch)
    assert surface.hear_until("/tonekiln/error").params[3] == "parts"
    surface.say("/tonekiln/generate", "nothing", "hats", "bars", 2, "parts", "2")
    assert surface.hear_until("/tonekiln/error").params[3] == "inpaint"


def test_a_width_and_a_retake_may_be_asked_for(surface) -> None:
    surface.say("/tonekiln/tempo", 120.0)
    surface.say("/tonekiln/generate", "wide", "x", "bars", 1, "width", 0.5, "retake", 0)
    assert surface.hear_until("/tonekiln/done", "/tonekiln/error").address == "/tonekiln/done"


def test_status(surface) -> None:
    surface.say("/tonekiln/status")
    assert surface.hear().address == "/tonekiln/status/reply"


@pytest.mark.parametrize(
    ("address", "arguments", "field"),
    [
        ("/tonekiln/generate", (), "id"),
        ("/tonekiln/generate", (True, "b"), "id"),
        ("/tonekiln/generate", (1, b"2"), "prompt"),
        ("/tonekiln/generate", ("a", "b", "bpm"), "bpm"),
        ("/tonekiln/generate", ("a", "b", "bpm", 1e9), "bpm"),
        ("/tonekiln/generate", ("a", "b", "bpm", float("nan")), "bpm"),
        ("/tonekiln/generate", ("a", "b", "bpm", 120, "bars", 99), "bars"),
        ("/tonekiln/generate", ("a", "b", "bpm", 120, "init", "/etc/passwd"), "init"),
        ("/tonekiln/generate", ("a", "b", "bpm", 120, "file", "/etc/passwd"), "option"),
        ("/tonekiln/preset", ("a", "no such preset", "bpm", 120), "preset"),
        ("/tonekiln/tempo", (), "bpm"),
        ("/tonekiln/tempo", ("fast",), "bpm"),
        ("/tonekiln/dance", (), "address"),
        ("/tonekiln/get_engine", ("musicgen-small",), "address"),
        ("/tonekiln/remove_engine", ("musicgen-small",), "address"),
        ("/tonekiln/keep_token", ("hf_x",), "address"),
    ],
)
def test_a_bad_message_is_answered_with_its_field(surface, address, arguments, field) -> None:
    surface.say(address, *arguments)
    error = surface.hear()
    assert error.address == "/tonekiln/error"
    assert error.params[3] == field


def test_one_bad_datagram_never_costs_the_next(surface) -> None:
    for garbage in (
        b"",
        b"\xff" * 64,
        b"/tonekiln/generate",
        b"#bundle\0" + b"\1" * 40,
        b"/a\0\0,zz\0",
    ):
        surface.say_bytes(garbage)
    surface.say("/tonekiln/status")
    assert surface.hear_until("/tonekiln/status/reply")


def test_a_flood_is_dropped_and_the_port_lives_on(surface, port, osc_daemon) -> None:
    for _ in range(2_000):
        surface.say("/tonekiln/dance")
    other = Surface(port)
    assert other.ask_until_heard("/tonekiln/status").address == "/tonekiln/status/reply"
    other.close()
    with osc_daemon.client() as client:
        assert client.status().jobs == ()
