"""The controller script as installed, run by Node against a stand-in for Bitwig's API."""

from __future__ import annotations

import json
import shutil
import socket
import stat
import struct
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest
from tests.unit.timeline.clips import clip_of

from tonekiln.home import Home
from tonekiln.timeline import bitwig
from tonekiln.timeline.errors import Refused
from tonekiln.timeline.road import Road
from tonekiln.timeline.spot import Spot

NODE = shutil.which("node")
STAND_IN = Path(__file__).with_name("stand_in_bitwig.js")

pytestmark = pytest.mark.skipif(
    NODE is None, reason="Node is not installed: apt-get install nodejs"
)

Start = Callable[..., tuple[Road, subprocess.Popen[str]]]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    processes = []

    def start(*tracks: dict, sends: tuple[str, ...] = ()) -> tuple[Road, subprocess.Popen[str]]:
        home = Home(tmp_path / "home")
        installed = bitwig.installation(home, tmp_path / "Bitwig Studio")
        installed.write()
        script, connection_file = (file.target for file in installed.files)
        process = subprocess.Popen(
            [NODE, str(STAND_IN), str(script), json.dumps(tracks), *sends],
            stdout=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        facts = json.loads(connection_file.read_text())
        connection_file.write_text(json.dumps({**facts, "port": int(process.stdout.readline())}))
        return bitwig.road(home), process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


@pytest.fixture
def clip(tmp_path: Path):
    (tmp_path / "drums ünd bass & 100%.wav").write_bytes(b"audio")
    return clip_of(tmp_path / "drums ünd bass & 100%.wav")


def test_the_clip_goes_to_the_first_empty_slot_of_its_track(start: Start, clip) -> None:
    road, process = start(
        {"name": "Keys", "type": "Instrument"}, {"name": "Tonekiln", "type": "Audio", "used": 2}
    )
    assert road.status()["daw"] == "Bitwig Studio"
    placed = road.place(clip, Spot())
    assert (placed.track, placed.slot) == ("Tonekiln", 3)
    inserted = json.loads(process.stdout.readline())
    assert inserted == {"track": "Tonekiln", "slot": 3, "path": clip.path}


@pytest.mark.parametrize("name", ["Tonekiln", "Tönekiln" * 40])
def test_a_length_that_bitwig_adds_is_no_trouble(start: Start, clip, name: str) -> None:
    road, _ = start({"name": name, "type": "Audio"}, sends=("adds-length",))
    assert road.place(clip, Spot(), track=name).track == name


def test_without_a_track_of_ours_it_takes_the_selected_one(start: Start, clip) -> None:
    road, _ = start({"name": "Loops", "type": "Hybrid"})
    assert road.place(clip, Spot()).track == "Loops"


@pytest.mark.parametrize(
    ("tracks", "why"),
    [
        (({"name": "Keys", "type": "Instrument"},), "no audio track"),
        (({"name": "Tonekiln", "type": "Audio", "used": 32},), "every slot of Tonekiln"),
        ((), "no audio track"),
    ],
)
def test_what_it_cannot_do_it_says(start: Start, clip, tracks, why) -> None:
    road, _ = start(*tracks)
    with pytest.raises(Refused, match=why):
        road.place(clip, Spot())


def test_replacing_is_refused(start: Start, clip) -> None:
    road, _ = start({"name": "Tonekiln", "type": "Audio"})
    with pytest.raises(Refused, match="slot"):
        road.place(clip, Spot(), replacing="1")


def test_whoever_has_no_token_is_not_heard(start: Start, tmp_path: Path) -> None:
    road, _ = start({"name": "Tonekiln", "type": "Audio"})
    port = msgspec.json.decode((tmp_path / "home/daw/bitwig.json").read_bytes())["port"]
    for letter in (b"verb=ping&id=1", b"verb=ping&token=x&id=1", b"%zz=%", b"\xff\xfe"):
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(struct.pack(">I", len(letter)) + letter)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(5)
            assert connection.recv(100) == b""
    assert road.status() is not None


def test_the_token_stays_the_same_and_private(start: Start, tmp_path: Path) -> None:
    start()
    home, folder = Home(tmp_path / "home"), tmp_path / "Bitwig Studio"
    token = json.loads((tmp_path / "home/daw/bitwig.json").read_text())["token"]
    again = bitwig.installation(home, folder)
    assert json.loads(again.files[1].text)["token"] == token
    for file in again.files:
        assert stat.S_IMODE(file.target.stat().st_mode) == 0o600
