"""The real Ardour 7 for a test: headless sessions, and the editor under Xvfb."""

from __future__ import annotations

import base64
import os
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import soundfile
from tests.folders_of_a_user import folders_of
from tests.patience import PATIENCE_SECONDS
from tests.patient_road import patient
from tests.plugin.ardour.ardour_plugin import SUPERCLOCKS_PER_SECOND
from tests.plugin.ardour.ardour_programs import TRIES, ardour_program
from tests.plugin.screen.x_screen import Screen, x_screen

from tonekiln.home import Home
from tonekiln.timeline import ardour
from tonekiln.timeline.installation import Installation, quoted
from tonekiln.timeline.letters import Letter
from tonekiln.timeline.mailbox import Mailbox
from tonekiln.timeline.road import Road

HERE = Path(__file__).parent
SCRIPTS = Path(ardour.__file__).parent / "scripts"
NAME = "scene"

Tempos = Sequence[tuple[float, float]]
Meters = Sequence[tuple[float, int, int]]


def lua_list(rows: Sequence[Sequence[object]]) -> str:
    return "{" + ", ".join("{" + ", ".join(map(str, row)) + "}" for row in rows) + "}"


def run_headless(folder: Path, body: str) -> str:
    """Run Lua in `ardour7-lua`; returns what it printed."""
    source = folder / "headless.lua"
    source.write_text((HERE / "ardour_headless.lua").read_text() + body + "\nfinish()\n")
    return ardour_program(["ardour7-lua", source], {**os.environ, **folders_of(folder)}).stdout


def make_session(folder: Path, rate: int, tempos: Tempos, meters: Meters) -> Path:
    """A saved session with a tempo map; returns its folder."""
    session = folder / NAME
    run_headless(
        folder,
        f'new({quoted(session)}, "{NAME}", {rate})\n'
        f"set_map({lua_list(tempos)}, {lua_list(meters)})\n"
        'session:save_state("")',
    )
    return session


@dataclass
class SavedSession:
    """What stands in a session file."""

    folder: Path

    def regions(self) -> dict[str, tuple[int, int, str]]:
        """Position and length in samples, and the playlist, of each placed region by name."""
        root = ET.parse(self.folder / f"{NAME}.ardour").getroot()  # noqa: S314 - our own file
        rate = int(root.get("sample-rate", "0"))
        tempos = [_exact(tempo.get("npm", "")) for tempo in root.iterfind("./TempoMap//Tempo")]
        found = {}
        for playlist in root.iterfind("./Playlists/Playlist"):
            for region in playlist.iterfind("Region"):
                length, position = region.get("length", "").split("@")
                samples = _position(position, rate, tempos), _samples(length, rate)
                found[region.get("name", "")] = (*samples, playlist.get("name", ""))
        return found

    def export(self, out: Path) -> Path:
        """The session's range, as `ardour7-export` renders it, 32-bit float.

        Now and then Ardour 7.3's says that it is done after the first second: it is run again.
        """
        for _ in range(TRIES):
            ardour_program(
                ["ardour7-export", "-b", "float", "-o", out, self.folder, NAME],
                {**os.environ, **folders_of(out.parent)},
            )
            if soundfile.info(out).frames >= self.range_frames():
                break
        return out

    def range_frames(self) -> int:
        """How long the session's range is, in whole samples."""
        root = ET.parse(self.folder / f"{NAME}.ardour").getroot()  # noqa: S314 - our own file
        (location,) = root.iterfind("./Locations/Location[@name='session']")
        start, end = (location.get(name, "") for name in ("start", "end"))
        assert start.startswith("a"), start
        assert end.startswith("a"), end
        superclocks = int(end[1:]) - int(start[1:])
        return superclocks * int(root.get("sample-rate", "0")) // SUPERCLOCKS_PER_SECOND


def _position(text: str, rate: int, tempos: Sequence[Fraction]) -> int:
    """Samples of a position: in audio time, or `b1920`, ticks from the song's start.

    Ardour saves what was dropped on its grid in ticks, 1920 to a quarter; it plays from a whole
    sample, never later than the tick.
    """
    if not text.startswith("b"):
        return _samples(text, rate)
    (bpm,) = tempos
    return int(text[1:]) * 60 * rate // (1920 * bpm)


def _exact(npm: str) -> Fraction:
    """A tempo as it was set; Ardour keeps superclocks a quarter."""
    return Fraction(npm).limit_denominator(1000)


def _samples(text: str, rate: int) -> int:
    """Samples of `a123`, audio time in superclocks, whole per sample."""
    assert text.startswith("a"), f"{text} is not in audio time"
    samples, rest = divmod(int(text[1:]), SUPERCLOCKS_PER_SECOND // rate)
    assert rest == 0, f"{text} lies between two samples"
    return samples


@dataclass
class Editor:
    """A running Ardour with our road in it, and the test's own hands."""

    road: Road
    hands: Mailbox
    session: SavedSession
    screen: Screen
    process: subprocess.Popen[bytes]

    def do(self, verb: str, **fields: int | str) -> Letter:
        """What a person would do with the mouse; returns what the stage's script answered."""
        letter = {"verb": verb, **{name: str(value) for name, value in fields.items()}}
        answer = self.hands.ask(letter, PATIENCE_SECONDS)
        assert "ok" in answer, (verb, answer)
        return answer

    def quit(self) -> None:
        """End Ardour by its key. A session without changes is closed without a question."""
        self.screen.tool("windowactivate", "--sync", self.screen.window(f"{NAME} - Ardour$").ident)
        self.screen.key("ctrl+q")
        self.process.wait(PATIENCE_SECONDS)


@contextmanager
def ardour_editor(
    folder: Path,
    session: Path,
    rate: int,
    screen: Screen | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Editor]:
    """Start Ardour's editor on a session, with our script installed; end it afterwards.

    Args:
        folder: Ardour's user's home; its environment has no other.
        session: a saved one.
        rate: of the session, in Hz.
        screen: where its windows go, if not on a screen of their own.
        environment: what its process knows beyond the home and the screen.
    """
    home, config = Home(folder / "home"), folder / ".config" / "ardour7"
    installed = ardour.installation(home, config)
    installed.write()
    hands = Mailbox(folder / "hands", pick_up=PATIENCE_SECONDS)
    hands.prepare()
    (hands.folder / "here").unlink(missing_ok=True)  # of an Ardour that has ended
    _write_config(config, rate)
    _register_hooks(config, installed, hands)
    with ExitStack() as stack:
        on = screen or stack.enter_context(x_screen())
        process = _start(folder, session, on.environment() | dict(environment or {}))
        try:
            _wait_until_listening(hands, process)
            yield Editor(patient(ardour.road(home)), hands, SavedSession(session), on, process)
        finally:
            process.kill()
            process.wait(PATIENCE_SECONDS)


def _start(folder: Path, session: Path, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    shared = {key: value for key, value in environment.items() if key != "XDG_RUNTIME_DIR"}
    return subprocess.Popen(
        ["ardour", "--no-splash", str(session), NAME],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=shared | folders_of(folder),
    )


def _wait_until_listening(mailbox: Mailbox, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not mailbox.listening():
        assert process.poll() is None, "Ardour ended at its start"
        assert time.monotonic() < deadline, "Ardour did not load the script"
        time.sleep(0.1)


def _write_config(config: Path, rate: int) -> None:
    """Past the first-run wizard, and onto the engine that needs no sound card."""
    (config / ".a7").write_text("")
    options = {"try-autostart-engine": 1, "hide-dummy-backend": 0, "discover-plugins-on-start": 0}
    root = ET.Element("Ardour")
    section = ET.SubElement(root, "Config")
    for name, value in options.items():
        ET.SubElement(section, "Option", name=name, value=str(value))
    states = ET.SubElement(
        ET.SubElement(ET.SubElement(root, "Extra"), "AudioMIDISetup"), "EngineStates"
    )
    state = {
        "backend": "None (Dummy)",
        "driver": "Normal Speed",
        "device": "Silence",
        "input-device": "Silence",
        "output-device": "Silence",
        "sample-rate": str(rate),
        "buffer-size": "1024",
        "n-periods": "0",
        "input-latency": "0",
        "output-latency": "0",
        "lm-input": "",
        "lm-output": "",
        "active": "1",
        "use-buffered-io": "0",
        "midi-option": "No MIDI I/O",
        "midi-devices": "",
    }
    ET.SubElement(states, "State", state)
    ET.ElementTree(root).write(config / "config")


def _register_hooks(config: Path, installed: Installation, hands: Mailbox) -> None:
    """What Script Manager writes when a person adds the hooks there."""
    hook = installed.files[0].text
    road_file, mailbox_file = installed.files[1].target, installed.files[2].target
    stage = (
        hook.replace(quoted(road_file), quoted(HERE / "ardour_stage.lua"))
        .replace(quoted(installed.folders[-1]), quoted(hands.folder))
        .replace(quoted(mailbox_file), quoted(mailbox_file))
    )
    root = ET.Element("UIScripts")
    hooks = ET.SubElement(root, "ActionHooks")
    timer = "01" + 47 * "0"  # LuaSignal.LuaTimerDS among the 49 signals of Ardour 7.3
    for number, source in enumerate((hook, stage)):
        node = ET.SubElement(
            hooks, "LuaCallback", lua="Lua 5.3", id=str(9000 + number), name="T", signals=timer
        )
        node.text = base64.b64encode(_callback_state(source).encode()).decode()
    ET.ElementTree(root).write(config / "ui_scripts")


def _callback_state(source: str) -> str:
    """A hook as Ardour stores it, with source where Ardour has the same code compiled."""
    factory = source[source.index("function factory") :] + "\nreturn factory()"
    return f's = {{}} s["n"] = "T" s["s"] = "" s["f"] = [==[\n{factory}]==] s["a"] = {{}} '
