"""The Remote Script as installed, over its real socket, in a stand-in for Live."""

from __future__ import annotations

import os
import socket
import stat
import struct
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.patience import PATIENCE_SECONDS
from tests.unit.timeline.clips import clip_of
from tests.unit.timeline.scripts import stand_in_live
from tests.unit.timeline.scripts.running_live import RunningLive, imported_script
from tests.unit.timeline.scripts.stand_in_live import Song, Track
from tests.unit.timeline.scripts.tapped import Tap, answer_to, letters_in

from tonekiln.home import Home
from tonekiln.protocol.fields import PlaceAt
from tonekiln.timeline import live
from tonekiln.timeline.errors import Refused, RoadClosed
from tonekiln.timeline.letters import decode, encode
from tonekiln.timeline.proof import REQUEST, proof
from tonekiln.timeline.spot import Spot

SESSION_VIEW = [("view", "session")]


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> types.ModuleType:
    """Our package as Live imports it from the User Library."""
    return imported_script(Home(tmp_path / "home"), tmp_path / "User Library", monkeypatch)


@pytest.fixture
def running(script, tmp_path: Path) -> Iterator[RunningLive]:
    song = Song()
    surface = script.create_instance(song)
    running = RunningLive(song, surface, Home(tmp_path / "home"), tmp_path / "User Library")
    yield running
    running.end()


@pytest.fixture
def clip(tmp_path: Path):
    (tmp_path / "drums.wav").write_bytes(b"audio")
    return clip_of(tmp_path / "drums.wav")


def only_clip(song: Song) -> stand_in_live.Clip:
    (clip,) = song.tracks[-1].arrangement_clips
    return clip


def test_a_clip_at_the_sessions_tempo_is_left_unwarped_at_its_bar(running, clip) -> None:
    placed = running.road.place(clip, Spot(PlaceAt.BAR, 5), track="Loops")
    assert (placed.track, placed.beats, placed.bar) == ("Loops", 16.0, 5)
    made = only_clip(running.song)
    assert (made.name, made.start_time, made.warping) == ("drums", 16.0, False)
    assert (made.start_marker, made.end_marker) == (0.0, 2.0)
    assert running.song.undo == ["begin", "end"]


def test_at_another_tempo_it_is_warped_from_its_true_tempo(running, clip) -> None:
    running.song.tempo = 100.0
    running.road.place(clip, Spot(PlaceAt.BAR, 1))
    made = only_clip(running.song)
    assert made.warping
    assert made.looping
    assert [(m.sample_time, m.beat_time) for m in made.warp_markers] == [(0.0, 0.0), (2.0, 4.0)]
    assert (made.loop_start, made.loop_end, made.end_marker) == (0.0, 4.0, 4.0)


@pytest.mark.parametrize("one_shot", [True, False])
def test_what_is_measured_in_seconds_is_never_warped(
    running, clip, tmp_path: Path, one_shot
) -> None:
    running.song.tempo = 100.0
    shot = clip_of(tmp_path / "drums.wav", one_shot=one_shot, bars=None)
    running.road.place(shot, Spot())
    made = only_clip(running.song)
    assert (made.warping, made.looping) == (False, False)


@pytest.mark.parametrize(
    ("at", "beats"),
    [
        (PlaceAt.NOW, 5.3),
        (PlaceAt.PLAYHEAD, 2.0),
        (PlaceAt.LOOP_START, 8.0),
        (PlaceAt.NEXT_BAR, 7.0),
    ],
)
def test_places_by_lives_own_count(running, clip, at, beats) -> None:
    song = running.song
    song.signature_numerator, song.signature_denominator = 7, 8
    song.current_song_time, song.start_time = 5.3, 2.0
    assert running.road.place(clip, Spot(at)).beats == pytest.approx(beats)


def test_a_time_selection_cannot_be_asked_for(running, clip) -> None:
    with pytest.raises(Refused, match="does not tell scripts its time selection"):
        running.road.place(clip, Spot(PlaceAt.SELECTION))


def test_a_set_that_changes_its_meter_is_not_guessed_at(running, clip) -> None:
    running.song.meter_changed_before = 2
    with pytest.raises(Refused, match="changes its meter"):
        running.road.place(clip, Spot(PlaceAt.BAR, 5))


@pytest.mark.parametrize(
    ("track", "why"),
    [
        (Track("Keys", is_frozen=True), "Keys is frozen"),
        (Track("Keys", has_audio_input=False), "no audio track"),
        (Track("Keys", is_foldable=True), "no audio track"),
        (Track("Keys", recording=True), "being recorded"),
    ],
)
def test_a_track_that_cannot_take_it_says_why(running, clip, track, why) -> None:
    running.song.tracks.append(track)
    with pytest.raises(Refused, match=why):
        running.road.place(clip, Spot(PlaceAt.BAR, 1), track="Keys")
    assert track.arrangement_clips == []


def test_a_live_that_is_too_old_says_so(running, clip, monkeypatch) -> None:
    monkeypatch.delattr(Track, "create_audio_clip")
    with pytest.raises(Refused, match="cannot insert audio"):
        running.road.place(clip, Spot(PlaceAt.BAR, 1))


def test_past_the_end_of_the_timeline(running, clip) -> None:
    running.song.current_song_time = 1_576_801.0
    with pytest.raises(Refused, match="past the end"):
        running.road.place(clip, Spot())


def test_session_slots_fill_up_and_then_grow(running, clip) -> None:
    slots = [running.road.place(clip, Spot(), options=SESSION_VIEW).slot for _ in range(3)]
    assert slots == [1, 2, 3]
    assert all(slot.clip.name == "drums" for slot in running.song.tracks[0].clip_slots)


def test_the_next_take_comes_in_the_same_spot(running, clip, tmp_path: Path) -> None:
    first = running.road.place(clip, Spot(PlaceAt.BAR, 9))
    (tmp_path / "next.wav").write_bytes(b"audio")
    again = running.road.place(clip_of(tmp_path / "next.wav"), Spot(), replacing=first.item)
    assert again.beats == first.beats
    assert only_clip(running.song).name == "next"


def test_a_take_that_fails_leaves_the_old_one(running, clip) -> None:
    first = running.road.place(clip, Spot(PlaceAt.BAR, 9))
    running.song.tracks[0].recording = True
    with pytest.raises(Refused):
        running.road.place(clip, Spot(), replacing=first.item)
    assert only_clip(running.song).start_time == first.beats


def test_the_connection_file_is_for_this_user_and_goes_with_live(running, clip) -> None:
    file = running.home.run / "live.json"
    if sys.platform != "win32":  # there it is closed as the home is, in which it lies
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert running.road.status()["daw"] == "Live"
    running.end()
    assert not file.exists()
    with pytest.raises(RoadClosed, match="library"):
        running.road.place(clip, Spot())


def talk(running: RunningLive, data: bytes) -> bytes:
    port = msgspec.json.decode((running.home.run / "live.json").read_bytes())["port"]
    with socket.create_connection(("127.0.0.1", port), 5) as connection:
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(PATIENCE_SECONDS)
        try:
            return connection.recv(1000)
        except ConnectionResetError:
            return b""


@pytest.mark.parametrize(
    "data",
    [
        b"POST / HTTP/1.1\r\nHost: localhost\r\n\r\nverb=ping",
        struct.pack(">I", 9) + b"verb=ping",
        struct.pack(">I", 20) + b"verb=ping&proof=wrong"[:20],
        struct.pack(">I", 2**31) + b"x" * 100,
        struct.pack(">I", 3) + b"\xff\xfe\xfd",
    ],
)
def test_whoever_proves_nothing_is_not_heard(running, data) -> None:
    assert talk(running, data) == b""
    assert running.road.status()["daw"] == "Live"


@settings(max_examples=100, deadline=None)
@given(data=st.binary(max_size=200))
def test_any_letter_is_answered_or_dropped(data) -> None:
    """Straight into the listener, without its socket."""
    source = (Path(live.__file__).parent / "scripts/live/Tonekiln/listener.py").read_text()
    module = types.ModuleType("listener")
    exec(compile(source, "listener.py", "exec"), module.__dict__)  # noqa: S102 - our own file
    listener = module.Listener("/nowhere", {"ping": lambda _: {}})
    try:
        assert "proof" in listener._answer("anyone", data)
    except ValueError:
        pass
    theirs = listener._answer("us", encode({"verb": "hello", "nonce": "ours"}))["nonce"]
    words = encode({"verb": "ping", "id": "1"}).decode()
    shown = proof(listener._secret, REQUEST, ("ours", theirs), words)
    answer = listener._answer("us", encode({"letter": words, "proof": shown}))
    assert decode(answer["letter"].encode()) == {"ok": "1", "id": "1"}


def through_a_tap(running) -> tuple[Tap, int]:
    file = running.home.run / "live.json"
    facts = msgspec.json.decode(file.read_bytes())
    tap = Tap(facts["port"])
    file.write_bytes(msgspec.json.encode({**facts, "port": tap.port}))
    assert running.road.status()["daw"] == "Live"
    tap.close()
    file.write_bytes(msgspec.json.encode(facts))
    assert facts["secret"].encode() not in tap.heard
    return tap, facts["port"]


def test_what_was_overheard_is_good_for_nothing(running) -> None:
    tap, port = through_a_tap(running)
    hello, request = letters_in(tap.heard)
    assert len(answer_to(port, [hello, request])) == 1  # a hello gets a nonce; the rest nothing
    assert answer_to(port, [request]) == []


def test_the_script_listens_with_what_python_3_7_has(script, tmp_path: Path, monkeypatch) -> None:
    """Live 12.0 runs it there. `make lint` asks vermin too, which sees no method's options."""
    from Tonekiln.listener import Listener

    monkeypatch.delattr(socket, "create_server")
    monkeypatch.setattr(Path, "unlink", unlink_of_python_3_7)
    monkeypatch.setattr("Tonekiln.listener.parse_qsl", parse_qsl_of_python_3_7)
    file = tmp_path / "live.json"
    listener = Listener(file, {"ping": lambda _request: {}})
    for _ in range(2):
        file.with_suffix(".part").write_text("left behind")
        listener.start()
        assert msgspec.json.decode(file.read_bytes())["port"]
        assert "proof" in listener._answer("anyone", encode({"verb": "hello", "nonce": "n"}))
        listener.stop()
        assert not file.exists()
        listener = Listener(file, {})


def unlink_of_python_3_7(path: Path) -> None:
    os.unlink(path)  # noqa: PTH108


def parse_qsl_of_python_3_7(line: str, keep_blank_values: bool = False) -> list[tuple[str, str]]:
    return parse_qsl(line, keep_blank_values)


def test_idle_connections_keep_nobody_out_and_are_dropped(script, tmp_path: Path) -> None:
    from Tonekiln.listener import IDLE_SECONDS, MAX_CONNECTIONS, Listener

    now = [0.0]
    listener = Listener(tmp_path / "live.json", {}, lambda: now[0])
    listener.start()
    port = msgspec.json.decode((tmp_path / "live.json").read_bytes())["port"]
    idle = []
    for _ in range(MAX_CONNECTIONS + 10):
        idle.append(socket.create_connection(("127.0.0.1", port)))
        listener.serve_waiting()
    assert len(listener._heard) == MAX_CONNECTIONS
    now[0] = IDLE_SECONDS + 1
    listener.serve_waiting()
    assert not listener._heard
    for connection in idle:
        connection.settimeout(PATIENCE_SECONDS)
        assert connection.recv(1) == b""
        connection.close()
    listener.stop()
