"""The LV2 in the real Ardour: its masthead shows the session's tempo, meter, bar and beat."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.plugin.ardour.producers_song import RATE, Producer, make_song, producer_at, until
from tests.plugin.built import LV2, needs_plugin
from tests.plugin.native_tests import PROGRAM
from tests.plugin.screen.masthead import Says, drawn, reads
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen

needs_plugin()
TOOLS = ("ardour", "ardour7-lua", "Xvfb", "openbox", "xdotool", "xprop")
if not all(map(shutil.which, TOOLS)) or not PROGRAM.exists():
    pytest.skip("needs Ardour 7, Xvfb, openbox and xdotool", allow_module_level=True)

LV2_URI = "urn:tonekiln:plugin"
BARS = (5, 9, 13, 17)
ROLLED_BARS = 3
AHEAD = 512
"""Samples by which Ardour runs a plugin ahead of what is heard, at most."""


@dataclass(frozen=True)
class Song:
    """A tempo from the start and another from a bar on; one meter, or another from that bar on."""

    change_bar: int
    tempos: tuple[float, float]
    meters: tuple[tuple[int, int], tuple[int, int]]

    def quarters(self, bar: int) -> float:
        first, second = (4 * top / bottom for top, bottom in self.meters)
        before = min(bar, self.change_bar) - 1
        return before * first + max(0, bar - self.change_bar) * second

    def sample(self, bar: float) -> float:
        """Of a bar, or of a part of one."""
        whole = int(bar)
        top, bottom = self.meters[whole >= self.change_bar]
        quarters = self.quarters(whole) + (bar - whole) * 4 * top / bottom
        change = self.quarters(self.change_bar)
        slow, fast = (60 * RATE / bpm for bpm in self.tempos)
        return min(quarters, change) * slow + max(0.0, quarters - change) * fast

    def says(self, sample: int) -> Says:
        """What stands at a sample."""
        bar = 1
        while self.sample(bar + 1) <= sample + 1:
            bar += 1
        later = bar >= self.change_bar
        top, bottom = self.meters[later]
        part = (sample + 1 - self.sample(bar)) / (self.sample(bar + 1) - self.sample(bar))
        return Says(self.tempos[later], top, bottom, bar, int(part * top) + 1)


SONGS = (
    Song(5, (100.0, 150.0), ((4, 4), (4, 4))),
    Song(4, (96.0, 132.0), ((4, 4), (7, 8))),
)


@pytest.mark.parametrize("song", SONGS, ids=["tempo", "meter"])
def test_the_lv2_is_at_ardours_bar(song: Song, home: Path, screen: Screen, tmp_path: Path) -> None:
    change = song.quarters(song.change_bar)
    session = make_song(
        tmp_path,
        tuple(zip((0, change), song.tempos, strict=True)),
        tuple((at, *meter) for at, meter in zip((0, change), song.meters, strict=True)),
    )
    environment = {"LV2_PATH": str(LV2.parent)}
    with producer_at(screen, tmp_path, session, home, environment) as producer:
        producer.insert(LV2_URI, "LV2")
        window = producer.open_plugin()
        for bar in BARS:
            locate(producer, round(song.sample(bar)))
            shows(window, song, producer.position(), tmp_path)
        locate(producer, 0)
        for target in (song.change_bar + 1.3, song.change_bar + ROLLED_BARS + 0.6):
            producer.ardour.do("roll")
            until(lambda end=target: producer.position() > song.sample(end), "it does not roll")
            producer.ardour.do("stop")
            until(lambda: not producer.rolls(), "it does not stop")
            shows(window, song, producer.position(), tmp_path)


def locate(producer: Producer, sample: int) -> None:
    producer.ardour.do("locate", sample=sample)
    until(lambda: producer.position() == sample, "no locate")


def shows(window: PluginWindow, song: Song, sample: int, folder: Path) -> None:
    right = {song.says(sample), song.says(sample + AHEAD)}
    wanted = [drawn(says, folder) for says in right]
    until(lambda: any(reads(window, one) for one in wanted), f"the masthead does not say {right}")
