"""The ReaScript as installed, run by Lua against a stand-in that keeps REAPER's calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.running_reaper import RunningReaper
from tests.unit.timeline.clips import clip_of

from tonekiln.home import Home
from tonekiln.protocol.fields import PlaceAt
from tonekiln.timeline import reaper
from tonekiln.timeline.errors import Refused, RoadClosed
from tonekiln.timeline.spot import Spot

BARS = "for bar = 0, 20 do project.bars[bar + 1] = bar < 4 and bar * 2 or 8 + (bar - 4) * 1.5 end"
"""4/4 at 120, and 3/4 from bar 5 on."""


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[str], RunningReaper]]:
    running: list[RunningReaper] = []

    def start(scene: str = "") -> RunningReaper:
        home = Home(tmp_path / "home")
        installed = reaper.installation(home, tmp_path / "REAPER")
        installed.write()
        script, folder = installed.files[0].target, tmp_path / "project"
        running.append(RunningReaper.start(home, script, folder, f"{BARS}\n{scene}"))
        return running[-1]

    yield start
    for one in running:
        one.kill()


@pytest.fixture
def clip(tmp_path: Path):
    (tmp_path / "drums.wav").write_bytes(b"audio")
    return clip_of(tmp_path / "drums.wav")


def items(state: list[dict[str, str]]) -> list[dict[str, str]]:
    return [line for line in state if "item" in line]


def test_a_clip_lies_on_its_bar_by_the_projects_own_map(start, clip) -> None:
    running = start("project.rate = 44100")
    placed = running.road.place(clip, Spot(PlaceAt.BAR, 7), track="Loops & more")
    assert (placed.track, placed.bar, placed.sample) == ("Loops & more", 7, 11 * 44_100)
    state = running.state()
    (item,) = items(state)
    assert (float(item["position"]), float(item["length"])) == (11.0, 2.0)
    assert (item["loops"], item["name"], item["takes"]) == ("1", "drums", "1")
    assert int(item["colour"]) & 0x1000000


def test_one_undo_step_and_everything_else_as_it_was(start, clip) -> None:
    running = start(
        "for n = 0, 1 do reaper.InsertTrackAtIndex(n) end\n"
        "project.tracks[1].name, project.tracks[1].selected = 'Mine', true\n"
        "project.tracks[2].name, project.tracks[2].selected = 'Other', false\n"
        "reaper.AddMediaItemToTrack(project.tracks[1])\n"
        "project.cursor = 3.25"
    )
    running.road.place(clip, Spot(PlaceAt.BAR, 2))
    state = running.state()
    assert [line["call"] for line in state if "call" in line] == [
        "PreventUIRefresh",
        "Undo_BeginBlock2",
        "Undo_EndBlock2",
        "PreventUIRefresh",
    ]
    assert {
        line["track"]: line["selected"] for line in state if line.keys() == {"track", "selected"}
    } == {
        "Mine": "true",
        "Other": "false",
        "Tonekiln": "false",
    }
    assert [item["selected"] for item in items(state)] == ["true", "false"]
    assert state[-1] == {"cursor": "3.250000000"}


@pytest.mark.parametrize(
    ("scene", "at", "sample"),
    [
        ("project.cursor = 2.5", PlaceAt.NOW, 120_000),
        ("project.playing, project.play, project.cursor = true, 4.5, 1", PlaceAt.NOW, 216_000),
        ("project.playing, project.play, project.cursor = true, 4.5, 1", PlaceAt.PLAYHEAD, 48_000),
        ("project.playing, project.play = true, 8.1", PlaceAt.NEXT_BAR, 456_000),
        ("project.cursor = 8", PlaceAt.NEXT_BAR, 384_000),
        ("project.loop = {6, 8}", PlaceAt.LOOP_START, 288_000),
        ("project.selection = {0.5, 1}", PlaceAt.SELECTION, 24_000),
    ],
)
def test_places(start, clip, scene, at, sample) -> None:
    assert start(scene).road.place(clip, Spot(at)).sample == sample


@pytest.mark.parametrize("at", [PlaceAt.LOOP_START, PlaceAt.SELECTION])
def test_a_refusal_changes_nothing(start, clip, at) -> None:
    running = start()
    with pytest.raises(Refused, match="has no"):
        running.road.place(clip, Spot(at))
    state = running.state()
    assert not items(state)
    assert not [line for line in state if "track" in line or "call" in line]


def test_the_next_take_joins_the_same_item(start, clip, tmp_path: Path) -> None:
    running = start()
    first = running.road.place(clip, Spot(PlaceAt.BAR, 5))
    (tmp_path / "next.wav").write_bytes(b"audio")
    second = clip_of(tmp_path / "next.wav")
    again = running.road.place(second, Spot(), replacing=first.item)
    assert (again.item, again.sample) == (first.item, first.sample)
    (item,) = items(running.state())
    assert (item["takes"], item["name"]) == ("2", "next")


@pytest.mark.parametrize(
    ("changes", "loops", "timebase"),
    [
        ({}, "1", "-1"),
        ({"bars": None}, "1", "2"),
        ({"bars": None, "one_shot": True}, "0", "2"),
        ({"one_shot": True}, "0", "2"),
    ],
    ids=["bars", "seconds", "one-shot of seconds", "one-shot of a bar"],
)
def test_what_keeps_its_seconds_is_not_stretched_by_a_new_tempo(
    start, tmp_path: Path, changes, loops, timebase
) -> None:
    (tmp_path / "any.wav").write_bytes(b"audio")
    running = start()
    running.road.place(clip_of(tmp_path / "any.wav", **changes), Spot(PlaceAt.BAR, 2))
    (item,) = items(running.state())
    assert (item["loops"], item["timebase"]) == (loops, timebase)


def test_when_the_script_ends_the_road_is_closed(start, clip) -> None:
    running = start()
    assert running.road.status()["daw"] == "REAPER"
    running.state()
    assert running.road.status() is None
    with pytest.raises(RoadClosed, match=clip.path):
        running.road.place(clip, Spot())
