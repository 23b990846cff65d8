"""A bar in the middle of a clip is made again, by mouse and keyboard in a real Ardour.

The rest is the clip's own to the bit, in the library and on Ardour's timeline.
"""

from __future__ import annotations

import os
import shutil
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
from tests.plugin.ardour.producers_song import BPM, RATE, Producer, make_song, producer_at, until
from tests.plugin.ardour.running_ardour import NAME, SavedSession
from tests.plugin.built import needs_plugin
from tests.plugin.native_tests import PROGRAM
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen
from tests.running_daemon import RunningDaemon

from tonekiln.protocol import Clip

needs_plugin()
TOOLS = ("ardour", "ardour7-lua", "ardour7-export", "Xvfb", "openbox", "xdotool", "xprop")
if not all(map(shutil.which, TOOLS)) or not SCANNER.exists() or not PROGRAM.exists():
    pytest.skip("needs Ardour 7, Xvfb, openbox and xdotool", allow_module_level=True)

PROMPT, PART_WORDS = "dusty lo-fi drums with warm bass", "open hats, no kick"
BARS, PART = 4, 3
PLACED_TRACK = "Tonekiln"
PLACED_SAMPLE = 8 * 4 * 60 * RATE // BPM  # bar 9; Ardour takes whole samples
REGION_FADE = 64  # frames that Ardour fades in and out at a region's ends


def test_a_bar_in_the_middle_is_made_again(
    kiln: RunningDaemon, home: Path, screen: Screen, tmp_path: Path
) -> None:
    plugin = install_for(tmp_path, os.environ)
    song = make_song(tmp_path)
    pictures = picture_folder(tmp_path / "pictures") / "plugin"
    with producer_at(screen, tmp_path, song, home) as producer:
        producer.insert(plugin)
        window = producer.open_plugin()
        window.write_prompt(PROMPT)
        window.enter("bars", BARS)
        window.press("generate")
        (clip,) = clips_once_there_are(1, kiln)
        window.wait_for_glow("first clip's grip")
        drag_over(window, PART)
        window.write_in("partWords")
        screen.type(PART_WORDS)
        screen.keep_picture(pictures / "walk-part-chosen.png")
        window.press("makePart")
        again = next(one for one in clips_once_there_are(2, kiln) if one != clip)
        window.wait_for_glow("second clip's grip")
        place_at_bar_9(producer, window)
        screen.keep_picture(pictures / "walk-part-made.png")
        producer.save_and_quit()
    assert (again.prompt, again.bars, again.bpm) == (PART_WORDS, BARS, BPM)
    check_only_the_part_is_new(clip, again)
    kept: dict[str, Any] = state_of_plugin(song / f"{NAME}.ardour")
    assert [one["clip_id"] for one in kept["clips"]] == [again.clip_id, clip.clip_id]
    check_on_the_timeline(SavedSession(song), again, tmp_path)


def clips_once_there_are(count: int, kiln: RunningDaemon) -> list[Clip]:
    """The library's clips."""
    with kiln.client(timeout=PATIENCE_SECONDS) as client:
        until(lambda: len(client.search().clips) == count, f"there are no {count} clips")
        return list(client.search().clips)


def drag_over(window: PluginWindow, bar: int) -> None:
    """From a little behind the bar's line to a little before the next one's."""
    left, top, width, height = window.map.parts["part"]
    ends = (left + width * (bar - 1 + inside) / BARS for inside in (0.2, 0.8))
    start, end = (window.area.at(x, top + height / 2) for x in ends)
    window.screen.drag(start, end)


def place_at_bar_9(producer: Producer, window: PluginWindow) -> None:
    """By the button, which is that of the newest clip."""
    producer.ardour.do("locate", sample=PLACED_SAMPLE)
    window.press("place")

    def placed() -> bool:
        asked = {"verb": "regions", "track": PLACED_TRACK}
        return producer.ardour.hands.ask(asked, PATIENCE_SECONDS).get("count") == "1"

    until(placed, "nothing was placed")


def check_only_the_part_is_new(clip: Clip, again: Clip) -> None:
    before, rate = soundfile.read(clip.path, dtype="int32", always_2d=True)
    after, _ = soundfile.read(again.path, dtype="int32", always_2d=True)
    assert before.shape == after.shape
    start, end = (round(bar * 4 * 60 * rate / BPM) for bar in (PART - 1, PART))
    np.testing.assert_array_equal(after[:start], before[:start])
    np.testing.assert_array_equal(after[end:], before[end:])
    assert (after[start:end] != before[start:end]).any(axis=1).mean() > 0.5


def check_on_the_timeline(session: SavedSession, clip: Clip, folder: Path) -> None:
    """The exported song is, at its bar, the clip."""
    file = session.folder / f"{NAME}.ardour"
    ((position, length, playlist),) = session.regions().values()
    assert (position, length, playlist) == (PLACED_SAMPLE, clip.frames, PLACED_TRACK)
    silence_inputs(file)
    begin_range_at_zero(file)
    heard, _ = soundfile.read(session.export(folder / "out.wav"), always_2d=True)
    audio, _ = soundfile.read(clip.path, always_2d=True)
    at_bar = heard[position : position + length]
    np.testing.assert_array_equal(at_bar[REGION_FADE:-REGION_FADE], audio[REGION_FADE:-REGION_FADE])
