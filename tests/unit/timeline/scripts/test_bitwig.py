"""The controller script as installed, run by Node against a stand-in for Bitwig's API."""

from __future__ import annotations

import hashlib
import hmac
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
from tests.patience import PATIENCE_SECONDS
from tests.unit.timeline.clips import clip_of
from tests.unit.timeline.scripts.tapped import Tap, answer_to, letters_in

from tonekiln.home import Home
from tonekiln.timeline import bitwig
from tonekiln.timeline.errors import Refused, RoadClosed
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


def test_whoever_proves_nothing_is_not_heard(start: Start, tmp_path: Path) -> None:
    road, _ = start({"name": "Tonekiln", "type": "Audio"})
    port = msgspec.json.decode((tmp_path / "home/daw/bitwig.json").read_bytes())["port"]
    for letter in (b"verb=ping&id=1", b"verb=ping&token=x&id=1", b"%zz=%", b"\xff\xfe"):
        with socket.create_connection(("127.0.0.1", port), 5) as connection:
            connection.sendall(struct.pack(">I", len(letter)) + letter)
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(PATIENCE_SECONDS)
            assert connection.recv(100) == b""
    assert road.status() is not None


def test_the_secret_stays_the_same_and_private(start: Start, tmp_path: Path) -> None:
    start()
    home, folder = Home(tmp_path / "home"), tmp_path / "Bitwig Studio"
    secret = json.loads((tmp_path / "home/daw/bitwig.json").read_text())["secret"]
    again = bitwig.installation(home, folder)
    assert json.loads(again.files[1].text)["secret"] == secret
    for file in again.files:
        assert stat.S_IMODE(file.target.stat().st_mode) == 0o600


def test_a_token_that_was_sent_to_strangers_is_given_up(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    (home.root / "daw").mkdir(parents=True)
    (home.root / "daw" / "bitwig.json").write_text('{"port": 27811, "token": "overheard"}')
    installed = bitwig.installation(home, tmp_path / "Bitwig Studio")
    assert not installed.current
    assert all("overheard" not in file.text for file in installed.files)


def test_what_was_overheard_is_good_for_nothing(start: Start, tmp_path: Path, clip) -> None:
    road, _ = start({"name": "Tonekiln", "type": "Audio"})
    file = tmp_path / "home/daw/bitwig.json"
    facts = json.loads(file.read_text())
    tap = Tap(facts["port"])
    file.write_text(json.dumps({**facts, "port": tap.port}))
    assert road.place(clip, Spot()).slot == 1
    tap.close()
    assert facts["secret"].encode() not in tap.heard
    hello, request = letters_in(tap.heard)
    assert len(answer_to(facts["port"], [hello, request])) == 1
    assert answer_to(facts["port"], [request]) == []
    file.write_text(json.dumps(facts))
    assert road.place(clip, Spot()).slot == 2  # nothing was placed in between


def test_another_secret_is_refused_by_both(start: Start, tmp_path: Path) -> None:
    road, _ = start({"name": "Tonekiln", "type": "Audio"})
    file = tmp_path / "home/daw/bitwig.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "secret": "guessed"}))
    with pytest.raises(RoadClosed, match="does not know our secret"):
        road.channel.ask({"verb": "ping"}, 20)


def in_the_script(expression: str, given: list) -> list:
    """An expression of the script's own functions, for each of the values."""
    source = (Path(bitwig.__file__).parent / "scripts/bitwig/Tonekiln.control.js").read_text()
    program = (
        "const vm = require('vm'); const context = vm.createContext({ loadAPI() {}, host: "
        f"{{ defineController() {{}} }} }}); vm.runInContext({json.dumps(source)}, context); "
        f"context.given = {json.dumps(given)}; console.log(JSON.stringify(vm.runInContext("
        f"'given.map(function (one) {{ return {expression}; }})', context)))"
    )
    ended = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, check=True)
    return json.loads(ended.stdout)


def test_its_sha_256_is_sha_256() -> None:
    """FIPS 180-4 examples, and every length about the block's."""
    known = {
        "": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "abc": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq": (
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
    }
    texts = [*known, *("x" * length for length in range(200)), "long " * 5_000]
    digests = in_the_script("hex(sha256(bytesOf(one)))", texts)
    assert digests[:3] == list(known.values())
    assert digests == [hashlib.sha256(text.encode()).hexdigest() for text in texts]


def test_its_hmac_is_hmac() -> None:
    """RFC 4231, cases 1 to 4, 6 and 7; keys and data as Latin-1."""
    cases = [
        ("\x0b" * 20, "Hi There"),
        ("Jefe", "what do ya want for nothing?"),
        ("\xaa" * 20, "\xdd" * 50),
        ("".join(map(chr, range(1, 26))), "\xcd" * 50),
        ("\xaa" * 131, "Test Using Larger Than Block-Size Key - Hash Key First"),
        (
            "\xaa" * 131,
            "This is a test using a larger than block-size key and a larger than block-size data. "
            "The key needs to be hashed before being used by the HMAC algorithm.",
        ),
    ]
    proofs = in_the_script("hmac(one[0], one[1])", [list(case) for case in cases])
    assert proofs[0] == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    assert proofs[1] == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert proofs == [
        hmac.new(key.encode("latin-1"), data.encode("latin-1"), hashlib.sha256).hexdigest()
        for key, data in cases
    ]
