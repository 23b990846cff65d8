"""`tonekiln daw check` with a real daemon, our scripts in stand-ins, and a person's answers."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.running_daemon import RunningDaemon
from tests.running_reaper import EVEN_BARS, RunningReaper
from tests.sitting import INTERRUPT, STOP, Sitting
from tests.standing_in_plugin import StandInPlugin
from tests.unit.timeline.scripts.running_live import RunningLive, imported_script
from tests.unit.timeline.scripts.stand_in_live import Song

from tonekiln.cli.daw_check import log
from tonekiln.cli.daw_check.script import script_of
from tonekiln.home import Home
from tonekiln.timeline import reaper

PROMPT = "ada's secret melody"


class Studio:
    """What a person does in the DAW, as the plugin and the daemon see it."""

    def __init__(self, home: Home, host: str, format: str = "VST3") -> None:
        self.home, self._host, self._format = home, host, format
        self.plugins: list[StandInPlugin] = []

    def insert(self) -> None:
        self.plugins.append(StandInPlugin(self.home, self._host, self._format))

    def generate(self, bpm: str, meter: str = "4/4") -> Callable[[], object]:
        def press() -> None:
            self.ping()
            self.plugins[0].generate(bpm, meter, prompt=PROMPT)

        return press

    def two_at_once(self) -> None:
        self.insert()
        self.insert()

    def ping(self) -> None:
        for plugin in self.plugins:
            plugin.ping()

    def two(self) -> None:
        self.insert()
        for plugin in self.plugins:
            plugin.generate("93.5", "3/4")

    def acts(self) -> dict[str, Callable[[], object]]:
        return {
            "insert": self.insert,
            "generate": self.generate("127.37"),
            "reopen": self.ping,
            "tempo": self.generate("93.5"),
            "meter": self.generate("93.5", "3/4"),
            "two": self.two,
            "closed": self.generate("93.5", "3/4"),
        }

    def newest_file(self) -> str:
        with RunningDaemon(self.home).client() as client:
            return client.search().clips[-1].path

    def close(self) -> None:
        for plugin in self.plugins:
            plugin.close()


@pytest.fixture
def studio(daemon: RunningDaemon) -> Iterator[Studio]:
    studio = Studio(daemon.home, "REAPER")
    yield studio
    studio.close()


@pytest.fixture
def in_reaper(daemon: RunningDaemon, tmp_path: Path) -> Iterator[RunningReaper]:
    installed = reaper.installation(daemon.home, tmp_path / "REAPER")
    installed.write()
    script = installed.files[0].target
    running = RunningReaper.start(daemon.home, script, tmp_path / "project", EVEN_BARS)
    yield running
    running.kill()


def test_a_whole_check_of_reaper_over_a_pipe(studio: Studio, in_reaper, tmp_path: Path) -> None:
    project, out = tmp_path / "my song.rpp", tmp_path / "log.md"

    def save() -> None:
        seconds = 16 * 4 * 60 / 127.37
        project.write_text(
            f'<REAPER_PROJECT 0.1 "7.61/win64" 0\n<ITEM\nPOSITION {seconds}\n'
            f'<SOURCE WAVE\nFILE "{studio.newest_file()}"\n>\n>\n>\n'
        )

    sitting = Sitting(
        "reaper",
        studio.acts() | {"save": save},
        {
            "audition": f"note I asked for {PROMPT}\nn a click at {tmp_path}/x.wav",
            "press, done": "s",
            "bypass": "what?\ny",
        },
        project=f"'{project}'",
    )
    assert sitting.sit(f"--out={out}", "--json") == 1
    made = log.written_in(out.read_text())
    seen = {row["step"]: row for row in made["steps"]}
    assert (made["daw_version"], made["plugin_format"], made["plugin_host"]) == (
        "7.20/linux-x86_64",
        "VST3",
        "REAPER",
    ), made
    assert [name for name, row in seen.items() if row["looked"] == "not found"] == []
    assert [name for name, row in seen.items() if row["said"] == "no"] == ["audition"]
    assert (made["finished"], made["bad"]) == (True, 1)
    assert seen["generate"]["facts"]["bpm"] == 127.37
    assert seen["meter"]["facts"]["meter"] == "3/4"
    assert seen["road"]["facts"]["round_trips"] == 10
    assert seen["place"]["facts"]["bar"] == 17
    assert abs(seen["save"]["facts"]["off_by_ms"]) < 0.001
    assert seen["both"]["facts"]["plugins"] == 2
    assert seen["press"]["said"] == seen["press"]["looked"] == "skipped"
    assert seen["audition"]["note"] == "I asked for [removed] a click at [removed]"
    assert json.loads(sitting.heard[sitting.heard.index('{"log"') :]) == made
    for private in (PROMPT, str(tmp_path), "my song", studio.newest_file()):
        assert private not in out.read_text()


def test_what_is_not_as_it_should_be_is_in_the_log(studio: Studio, tmp_path: Path) -> None:
    """A wrong tempo, no road, a project without the clip: each is said."""
    project, out = tmp_path / "song.rpp", tmp_path / "log.md"
    project.write_text('<REAPER_PROJECT 0.1 "7.61/win64" 0\n>\n')
    acts = studio.acts() | {
        "insert": studio.two_at_once,
        "generate": studio.generate("127"),
        "tempo": studio.generate("94"),
    }
    looked_at = {"insert", "generate", "road", "place", "save", "tempo"}
    others = script_of("reaper").steps.keys() - looked_at
    skipped = {f"{name}, done": "s" for name in others}
    sitting = Sitting("reaper", acts, skipped, project=str(project))
    assert sitting.sit(f"--out={out}") == 1
    made = log.written_in(out.read_text())
    wrong = [row["step"] for row in made["steps"] if row["looked"] == "not found"]
    assert wrong == ["generate", "road", "place", "save", "tempo"]
    facts = {row["step"]: row["facts"] for row in made["steps"]}
    assert facts["generate"]["bpm"] == 127
    assert facts["place"] == {"error": "not_found"}
    assert facts["save"]["times_in_project"] == 0


@pytest.fixture
def in_logic(daemon: RunningDaemon) -> Iterator[Studio]:
    studio = Studio(daemon.home, "Logic Pro", "AU")
    yield studio
    studio.close()


def test_it_stops_and_goes_on_where_it_stopped(in_logic: Studio, tmp_path: Path) -> None:
    """By Ctrl-C in a terminal, and by `q`. A record that cannot be read is set aside."""
    out = tmp_path / "log.md"
    first = Sitting("logic", in_logic.acts(), {"audition": INTERRUPT}, terminal=True)
    assert first.sit(f"--out={out}") == 1
    half = log.written_in(out.read_text())
    assert half["finished"] is False
    assert "go on with: tonekiln daw check logic" in first.heard
    second = Sitting("logic", answers={"drag": STOP})
    assert second.sit(f"--out={out}") == 1
    assert "Going on with the check of Logic Pro" in second.heard
    assert "1/16" not in second.heard
    assert "4/16  Heard in time" in second.heard
    again = log.written_in(out.read_text())
    done = [row["step"] for row in again["steps"] if row["said"]]
    assert done == ["insert", "keyboard", "generate", "audition"]
    assert again["steps"][2] == half["steps"][2]
    kept = in_logic.home.root / "daw" / "check-logic.json"
    kept.write_text("{")
    third = Sitting("logic", answers={"insert, done": STOP})
    assert third.sit(f"--out={out}") == 1
    assert "check-logic.json.in-the-way-1" in third.heard
    assert "1/16" in third.heard


def test_a_whole_check_of_live_in_a_terminal(
    daemon: RunningDaemon, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "User Library"
    surface = imported_script(daemon.home, library, monkeypatch)
    song = Song()
    running = RunningLive(song, surface.create_instance(song), daemon.home, library)
    studio = Studio(daemon.home, "Ableton Live")
    project, out = tmp_path / "my set.als", tmp_path / "log.md"

    def save() -> None:
        clip = next(c for t in song.tracks for c in t.arrangement_clips if c.start_time == 64.0)
        project.write_bytes(
            gzip.compress(
                f'<Ableton Creator="Ableton Live 12.1.5"><AudioClip Time="{clip.start_time}">'
                f'<SampleRef><FileRef><Path Value="{clip.file_path}"/></FileRef></SampleRef>'
                "</AudioClip></Ableton>".encode()
            )
        )

    escaped = str(project).replace(" ", "\\ ")
    sitting = Sitting("live", studio.acts() | {"save": save}, project=escaped, terminal=True)
    try:
        assert sitting.sit(f"--out={out}") == 0, sitting.heard
    finally:
        running.end()
        studio.close()
    made = log.written_in(out.read_text())
    facts = {row["step"]: row["facts"] for row in made["steps"]}
    assert facts["place"]["beats"] == 64.0
    assert facts["save"]["off_by_ms"] == 0.0
    assert facts["save"]["written_by"] == "12.1.5"
    assert (made["good"], made["bad"]) == (len(made["steps"]), 0)
