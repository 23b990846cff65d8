"""`tonekiln daw`, from the command line to a script that runs in a DAW's Lua."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import zmq
from tests.osc_surface import Surface, free_port
from tests.running_daemon import RunningDaemon
from tests.running_reaper import EVEN_BARS, RunningReaper

from tonekiln.cli.main import main
from tonekiln.client.blocking import Client
from tonekiln.client.connection import read_connection
from tonekiln.client.wire import connected
from tonekiln.home import Home
from tonekiln.protocol import ClipPlaced, PlaceAt, PlaceClip, decode, encode
from tonekiln.protocol.errors import TonekilnError


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict:
    main([*arguments, "--json"])
    return json.loads(capsys.readouterr().out)


def generate(capsys: pytest.CaptureFixture[str]) -> dict:
    return run(capsys, "generate", "dusty drums", "--bpm=120", "--bars=1")["clips"][0]


@pytest.fixture
def reaper(home: Path, tmp_path: Path, capsys) -> Iterator[RunningReaper]:
    """REAPER's stand-in with the script that the command line installed."""
    resources = tmp_path / "REAPER"
    resources.mkdir()
    installed = run(capsys, "daw", "install", "reaper", f"--folder={resources}")
    script = resources / "Scripts" / "Tonekiln" / "Tonekiln.lua"
    assert str(script) in installed["written"]
    running = RunningReaper.start(Home(home), script, tmp_path / "project", EVEN_BARS)
    yield running
    running.kill()


def test_a_clip_goes_from_prompt_to_bar_and_its_next_take_after_it(daemon, reaper, capsys) -> None:
    roads = {row["daw"]: row for row in run(capsys, "daw", "status")["roads"]}
    assert roads["reaper"]["road"] == "open"
    clip, take = generate(capsys), generate(capsys)
    placed = run(capsys, "daw", "place", clip["clip_id"], "--at=5", "--track=Loops")
    assert (placed["road"], placed["track"], placed["bar"]) == ("reaper", "Loops", 5)
    assert placed["sample"] == 8 * 48_000
    again = run(capsys, "daw", "place", take["clip_id"], "--replacing", placed["item"])
    assert (again["item"], again["sample"]) == (placed["item"], placed["sample"])


def test_a_clip_of_any_script_keeps_its_name_on_the_timeline(daemon, reaper, capsys) -> None:
    made = run(capsys, "generate", "тяжёлый ドラム", "--bpm=120", "--bars=1")["clips"][0]
    run(capsys, "daw", "place", made["clip_id"], "--at=5")
    (item,) = reaper.items()
    assert item["name"] == made["name"]
    assert made["name"].startswith("тяжёлый-ドラム_120bpm_1bar_")


@pytest.fixture
def surface(home: Path, with_test_engines) -> Iterator[Surface]:
    port = free_port()
    running = RunningDaemon(Home(home), ("--warm=none-yet", f"--osc={port}")).start()
    surface = Surface(port)
    yield surface
    surface.socket.close()
    running.stop()


def test_a_surface_puts_a_clip_onto_the_timeline(surface, reaper, capsys) -> None:
    clip = generate(capsys)
    surface.say("/tonekiln/place", clip["clip_id"], "5", "reaper", "Loops")
    heard = surface.hear()
    assert heard.address == "/tonekiln/placed", heard.params
    assert heard.params[:4] == [clip["clip_id"], "reaper", "Loops", 5]


def test_a_client_places_over_the_wire_and_puts_the_next_take_in_its_spot(
    daemon, reaper, capsys
) -> None:
    clip, take = generate(capsys), generate(capsys)
    with daemon.client() as client:
        roads = client.roads().roads
        assert [row.name for row in roads if row.open] == ["reaper"]
        assert next(row.says for row in roads if row.name == "ardour") == (
            "tonekiln daw install ardour"
        )
        at_bar = PlaceClip(clip_id=clip["clip_id"], at=PlaceAt.BAR, bar=5, track="Loops")
        placed = client.place(at_bar)
        assert (placed.road, placed.title, placed.track) == ("reaper", "REAPER", "Loops")
        assert (placed.bar, placed.sample, placed.sample_rate) == (5, 8 * 48_000, 48_000)
        again = client.place(PlaceClip(clip_id=take["clip_id"], replacing=placed.item))
        assert (again.item, again.sample) == (placed.item, placed.sample)


def test_one_request_is_one_placement_however_often_it_is_sent(daemon, reaper, capsys) -> None:
    clip = generate(capsys)
    request = encode(PlaceClip(clip_id=clip["clip_id"]), id="place-once")
    facts = read_connection(daemon.home.connection_file)
    with zmq.Context() as context, connected(context.socket(zmq.DEALER), facts, b"test") as wire:
        for _ in range(3):
            wire.send_multipart(request)
        answers = {decode(wire.recv_multipart()).message for _ in range(3)}
    assert len(answers) == 1
    assert isinstance(answers.pop(), ClipPlaced)
    assert len(reaper.items()) == 1


@pytest.fixture
def silent_ardour(home: Path) -> Path:
    """The mailbox of an Ardour that says it is there and answers nothing."""
    mail = home / "run" / "ardour"
    mail.mkdir(parents=True)
    (mail / "here").write_text("daw=Ardour")
    return mail


def test_the_daemon_answers_others_while_a_daw_keeps_it_waiting(
    daemon, silent_ardour, capsys
) -> None:
    clip, mail = generate(capsys), silent_ardour
    with daemon.client() as slow, daemon.client() as other:
        waiting = threading.Thread(target=lambda: told.append(refusal(slow, clip["clip_id"])))
        told: list[TonekilnError] = []
        waiting.start()
        while not (mail / "request").exists():
            assert waiting.is_alive()
        other.ping()
        assert not told
        waiting.join()
    assert told[0].code == "not_found"
    assert clip["path"] in told[0].hint


def test_a_daw_that_keeps_the_daemon_waiting_does_not_keep_it_from_ending(
    daemon, silent_ardour, capsys
) -> None:
    clip = generate(capsys)
    facts = read_connection(daemon.home.connection_file)
    with zmq.Context() as context, connected(context.socket(zmq.DEALER), facts, b"test") as wire:
        wire.send_multipart(
            encode(PlaceClip(clip_id=clip["clip_id"], daw="ardour"), id="waits-for-ever")
        )
        while not (silent_ardour / "request").exists():
            assert daemon.process.poll() is None
        assert daemon.stop() == 0
    # It did not wait until patience was over, which takes the request back.
    assert (silent_ardour / "request").exists()


def refusal(client: Client, clip_id: str) -> TonekilnError:
    with pytest.raises(TonekilnError) as caught:
        client.place(PlaceClip(clip_id=clip_id, daw="ardour"))
    return caught.value


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"at": PlaceAt.BAR}, "at"),
        ({"bar": 3}, "at"),
        ({"daw": "cubase"}, "daw"),
        ({}, "daw"),
        ({"daw": "live"}, ""),
    ],
)
def test_over_the_wire_a_placement_that_cannot_be_says_why(daemon, capsys, fields, field) -> None:
    clip = generate(capsys)
    with daemon.client() as client, pytest.raises(TonekilnError) as caught:
        client.place(PlaceClip(clip_id=clip["clip_id"], **fields))
    assert caught.value.field == field
    assert caught.value.hint or caught.value.message


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nothing-like-it",), "not_found"),
        ((), "not_found"),
        ((7,), "invalid_request"),
        (("CLIP", "someday"), "invalid_request"),
        (("CLIP", "now", "cubase"), "invalid_request"),
        (("CLIP",), "not_found"),
        (("CLIP", "now", "live"), "not_found"),
    ],
)
def test_a_surface_hears_why_not(surface, capsys, arguments, code) -> None:
    clip = generate(capsys)
    told = [clip["clip_id"] if word == "CLIP" else word for word in arguments]
    surface.say("/tonekiln/place", *told)
    heard = surface.hear()
    assert (heard.address, heard.params[1]) == ("/tonekiln/error", code)


def test_no_open_road_leaves_the_clip_and_says_where(daemon, capsys) -> None:
    clip = generate(capsys)
    error = run(capsys, "daw", "place", clip["clip_id"])["error"]
    assert error["code"] == "not_found"
    assert clip["path"] in error["hint"]
    assert Path(clip["path"]).exists()


def test_a_daw_that_dies_leaves_the_clip_and_says_where(daemon, home, capsys, tmp_path) -> None:
    clip = generate(capsys)
    mail = home / "run" / "ardour"
    mail.mkdir(parents=True)
    (mail / "here").write_text("daw=Ardour")
    error = run(capsys, "daw", "place", clip["clip_id"], "--daw=ardour")["error"]
    assert clip["path"] in error["hint"]
    assert not (mail / "request").exists()
    assert Path(clip["path"]).exists()


def test_a_dry_run_writes_nothing(home, capsys, tmp_path) -> None:
    plan = run(capsys, "daw", "install", "live", "--dry-run", f"--folder={tmp_path / 'lib'}")
    assert {file["state"] for file in plan["files"]} == {"new"}
    assert plan["written"] == []
    assert not (tmp_path / "lib").exists()


def test_a_foreign_file_is_not_replaced_unasked_and_uninstall_cleans_up(
    home, capsys, tmp_path
) -> None:
    script = tmp_path / "Scripts" / "Tonekiln" / "Tonekiln.lua"
    script.parent.mkdir(parents=True)
    script.write_text("-- mine")
    command = ("daw", "install", "reaper", f"--folder={tmp_path}")
    assert "--yes" in run(capsys, *command)["error"]["hint"]
    assert script.read_text() == "-- mine"
    run(capsys, *command, "--yes")
    assert str(script) in run(capsys, "daw", "uninstall", "reaper")["removed"]
    assert not script.exists()
