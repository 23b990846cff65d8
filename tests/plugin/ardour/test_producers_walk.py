"""What a producer does, in a real Ardour with a real daemon, by mouse and keyboard.

Insert, open, type, Generate, watch, audition with the transport rolling, drag to bar 9, save, end,
reopen: everything is there. `make docs` keeps the pictures.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from tests.patience import PATIENCE_SECONDS
from tests.pictures import picture_folder
from tests.plugin.ardour.ardour_plugin import (
    SCANNER,
    begin_range_at_zero,
    install_for,
    silence_inputs,
    state_of_plugin,
)
from tests.plugin.ardour.producers_song import (
    BPM,
    RATE,
    TRACK,
    Producer,
    make_song,
    producer_at,
    until,
)
from tests.plugin.ardour.running_ardour import NAME, SavedSession
from tests.plugin.built import needs_plugin
from tests.plugin.native_tests import PROGRAM
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen
from tests.running_daemon import RunningDaemon

from tonekiln.client.blocking import Client
from tonekiln.protocol import Clip

needs_plugin()
TOOLS = ("ardour", "ardour7-lua", "ardour7-export", "Xvfb", "openbox", "xdotool", "xprop")
if not all(map(shutil.which, TOOLS)) or not SCANNER.exists() or not PROGRAM.exists():
    pytest.skip("needs Ardour 7, Xvfb, openbox and xdotool", allow_module_level=True)

PROMPT = "dusty lo-fi drums with warm bass"
BARS, TAKES = 8, 4
TURNS = 12
PLACED_TRACK = "Tonekiln"
BAR = 9
BAR_SAMPLE = (BAR - 1) * 4 * 60 * RATE // BPM  # Ardour takes whole samples
BESIDE = 8  # pixels off the bar, for the grid to put right
REGION_FADE = 64  # frames that Ardour fades in and out at a region's ends
HEARD_FOR = 6 * 60 * RATE // BPM  # a bar and a half
AUDIBLE_DB, SILENT_DB = -40.0, -80.0


def test_a_producer_never_leaves_the_daw(
    kiln: RunningDaemon, home: Path, screen: Screen, tmp_path: Path
) -> None:
    plugin = install_for(tmp_path, os.environ)
    song = make_song(tmp_path)
    file = song / f"{NAME}.ardour"
    session = SavedSession(song)
    pictures = picture_folder(tmp_path / "pictures") / "plugin"

    with producer_at(screen, tmp_path, song, home) as producer:
        producer.insert(plugin)
        window = producer.open_plugin()
        screen.keep_picture(pictures / "walk-inserted.png")
        made = make_clips(window, kiln, pictures)
        audition(producer, window, pictures)
        put_on_the_timeline(producer, window, pictures)
        producer.save_and_quit()
    kept = state_of_plugin(file)
    check_kept(session, kept, made)
    check_exported(session, made[0], tmp_path)

    with producer_at(screen, tmp_path, song, home) as producer:
        window = producer.open_plugin()
        window.wait_for_glow("first clip's grip")
        screen.keep_picture(pictures / "walk-reopened.png")
        producer.save_and_quit()
    assert state_of_plugin(file) == kept
    check_kept(session, kept, made)


def test_place_puts_a_clip_on_the_bar_of_the_playhead(
    kiln: RunningDaemon, home: Path, screen: Screen, tmp_path: Path
) -> None:
    """By the button in the plugin's window and our script in Ardour: no drag, no snapping."""
    plugin = install_for(tmp_path, os.environ)
    song = make_song(tmp_path)
    pictures = picture_folder(tmp_path / "pictures") / "plugin"
    with producer_at(screen, tmp_path, song, home) as producer:
        producer.insert(plugin)
        window = producer.open_plugin()
        window.write_prompt(PROMPT)
        window.press("generate")
        window.wait_for_glow("first clip's grip")
        producer.ardour.do("locate", sample=BAR_SAMPLE)
        window.press("place")
        until(lambda: placed_regions(producer) == 1, "nothing was placed")
        screen.keep_picture(pictures / "walk-placed.png")
        producer.save_and_quit()
    ((position, _, playlist),) = SavedSession(song).regions().values()
    assert (position, playlist) == (BAR_SAMPLE, PLACED_TRACK)
    placements = state_of_plugin(song / f"{NAME}.ardour")["placements"]
    assert [(one["road"], one["bar"]) for one in placements.values()] == [("ardour", BAR)]


def test_what_is_typed_goes_to_the_field_that_was_clicked(
    kiln: RunningDaemon, home: Path, screen: Screen, tmp_path: Path
) -> None:
    """Ardour takes the keyboard after a click, and not always in the same order."""
    plugin = install_for(tmp_path, os.environ)
    song = make_song(tmp_path)
    with producer_at(screen, tmp_path, song, home) as producer:
        producer.insert(plugin)
        window = producer.open_plugin()
        for turn in range(TURNS):
            prompt, bars, takes = f"{PROMPT} {turn}", turn % 8 + 1, turn % 3 + 1
            window.write_prompt(prompt)
            window.enter("bars", bars)
            window.enter("takes", takes)
            written = prompt, bars, takes
            until(lambda wanted=written: draft_of(producer, song) == wanted, f"not {written}")
        producer.save_and_quit()


def draft_of(producer: Producer, song: Path) -> tuple[str, int, int]:
    """Prompt, bars and takes in the session's file, saved now."""
    producer.ardour.do("save")
    draft = state_of_plugin(song / f"{NAME}.ardour")["draft"]
    return draft["prompt"], draft["bars"], draft["variations"]


def placed_regions(producer: Producer) -> int:
    """How many lie on the track that placing makes, 0 while there is none."""
    answer = producer.ardour.hands.ask({"verb": "regions", "track": PLACED_TRACK}, PATIENCE_SECONDS)
    return int(answer.get("count", "0"))


def make_clips(window: PluginWindow, kiln: RunningDaemon, pictures: Path) -> list[Clip]:
    """Type, Generate, watch; returns what came, in the shelf's order."""
    window.write_prompt(PROMPT)
    window.enter("bars", BARS)
    window.enter("takes", TAKES)
    with kiln.client(timeout=PATIENCE_SECONDS) as client:
        window.press("generate")
        with held_in_the_middle(client, kiln):
            window.wait_for_glow("generate")
            window.screen.keep_picture(pictures / "walk-making.png")
        until(lambda: len(client.search().clips) == TAKES, "the clips did not come")
        made = list(client.search().clips)
    for clip in made:
        assert (clip.prompt, clip.bars, clip.bpm, clip.sample_rate) == (PROMPT, BARS, BPM, RATE)
    window.wait_for_glow("first clip's grip")
    return made


@contextmanager
def held_in_the_middle(client: Client, kiln: RunningDaemon) -> Iterator[None]:
    """The job under way stands still once it is under way, as a slower machine's would."""
    until(lambda: any(job.fraction > 0 for job in client.status().jobs), "nothing is made")
    workers = kiln.processes()[1:]
    for worker in workers:
        worker.suspend()
    try:
        yield
    finally:
        for worker in workers:
            worker.resume()


def audition(producer: Producer, window: PluginWindow, pictures: Path) -> None:
    """Listen with the transport rolling, then have it quiet again."""
    assert producer.level() < SILENT_DB
    producer.ardour.do("roll")
    until(lambda: producer.level() > AUDIBLE_DB, "the clip is not heard")
    until(lambda: producer.position() > HEARD_FOR, "the transport does not roll")
    producer.screen.keep_picture(pictures / "walk-auditioning.png")
    window.press("audition")
    until(lambda: producer.level() < SILENT_DB, "the clip is heard after its end")
    producer.ardour.do("stop")


def put_on_the_timeline(producer: Producer, window: PluginWindow, pictures: Path) -> None:
    """Drag from the shelf to a little beside the bar; Ardour's grid does the rest."""
    x, y = producer.bar_on_track(BAR)
    producer.screen.drag(
        window.at("first clip's grip"), (x + BESIDE, y), lambda: producer.ardour.do("pointer")
    )
    until(lambda: producer.regions() == 1, "nothing landed on the track")
    producer.screen.keep_picture(pictures / "walk-dropped.png")


def check_kept(session: SavedSession, kept: dict[str, Any], made: list[Clip]) -> None:
    """What the session file holds of the plugin and of the timeline."""
    assert kept["draft"]["prompt"] == PROMPT
    assert [clip["clip_id"] for clip in kept["clips"]] == [clip.clip_id for clip in made]
    assert kept["selected"] == made[0].clip_id
    ((position, length, playlist),) = session.regions().values()
    assert (position, length, playlist) == (BAR_SAMPLE, made[0].frames, TRACK)


def check_exported(session: SavedSession, clip: Clip, folder: Path) -> None:
    """The exported song is silence and, at its bar, the clip."""
    file = session.folder / f"{NAME}.ardour"
    silence_inputs(file)
    begin_range_at_zero(file)
    heard, rate = soundfile.read(session.export(folder / "out.wav"), always_2d=True)
    audio, _ = soundfile.read(clip.path, always_2d=True)
    assert rate == RATE
    assert not heard[:BAR_SAMPLE].any()
    at_bar = heard[BAR_SAMPLE : BAR_SAMPLE + len(audio)]
    np.testing.assert_array_equal(at_bar[REGION_FADE:-REGION_FADE], audio[REGION_FADE:-REGION_FADE])
