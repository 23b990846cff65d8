"""The session of the producer's walk: one drum track at a tempo, in Ardour on a screen."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE_SECONDS
from tests.plugin.ardour.running_ardour import (
    NAME,
    Editor,
    Meters,
    Tempos,
    ardour_editor,
    lua_list,
    run_headless,
)
from tests.plugin.screen.plugin_window import PluginWindow, plugin_window
from tests.plugin.screen.x_screen import Screen, Window

from tonekiln.timeline.installation import quoted

BPM = 104
RATE = 48_000
TRACK = "Drums"
SIZE = (1600, 1040)

# In Ardour's main window, from its corner.
SLOT_EDGE = 40  # pixels from the middle of a slot to where no word is
TRACK_NAME = (155, 256)
"""The track's name in its header; choosing it shows its strip."""
STRIP_PLUGIN = (55, 170)
"""The first plugin in the mixer strip beside the timeline."""
LANE = 275
"""The height of the track's lane, hit in its middle."""
PLUGIN_CORNER = (694, 372)
"""Where the plugin's window leaves the track in sight."""


# A thread of Ardour's own connects a new track to the master.
CONNECTED = """
local out = tracks:front():output():nth(0)
for _ = 1, 200 do
  if out:connected() then break end
  ARDOUR.LuaAPI.usleep(50000)
end
assert(out:connected(), "the track is not connected to the master")
"""
SAVED = 'session:save_state("")'


def make_song(folder: Path, tempos: Tempos = ((0, BPM),), meters: Meters = ((0, 4, 4),)) -> Path:
    """A saved session with one stereo track; returns its folder."""
    session = folder / NAME
    run_headless(
        folder,
        f'new({quoted(session)}, "{NAME}", {RATE})\n'
        f"set_map({lua_list(tempos)}, {lua_list(meters)})\n"
        f'local tracks = session:new_audio_track(2, 2, nil, 1, "{TRACK}",'
        " ARDOUR.PresentationInfo.max_order, ARDOUR.TrackMode.Normal, true)\n" + CONNECTED + SAVED,
    )
    return session


@dataclass
class Producer:
    """Someone in front of Ardour."""

    ardour: Editor
    screen: Screen
    main: Window

    def insert(self, plugin: str, kind: str = "VST3") -> None:
        """Put a plugin, by its id, first on the track."""
        self.ardour.do("insert", plugin=plugin, track=TRACK, kind=kind)

    def open_plugin(self) -> PluginWindow:
        """Open the plugin's window from the track's strip and put it below the track."""
        self.screen.click(*self.main.at(*TRACK_NAME))
        until(self._strip_has_a_plugin, "the track's strip is not shown")
        self.screen.click(*self.main.at(*STRIP_PLUGIN), times=2)
        frame = self.screen.window(f"{TRACK}.*Tonekiln")
        return plugin_window(self.screen, self.screen.placed(frame, *PLUGIN_CORNER))

    def _strip_has_a_plugin(self) -> bool:
        """Whether the strip's first slot is reddish, as a plugin's before the fader is."""
        x, y = STRIP_PLUGIN
        red, _, blue = self.screen.picture().getpixel(self.main.at(x + SLOT_EDGE, y))
        return bool(red > blue)

    def bar_on_track(self, bar: int) -> tuple[int, int]:
        """Where a bar of 4/4 begins on the track's lane, on the screen."""
        probe = self.main.at(self.main.width * 0.9, LANE)
        self.screen.point_at(*probe)
        pointer = self.ardour.do("pointer")
        sample = (bar - 1) * 4 * 60 * RATE // BPM
        x = float(self.ardour.do("pixel", sample=sample)["x"])
        return round(probe[0] - float(pointer["x"]) + x), probe[1]

    def position(self) -> int:
        """Where the playhead is, in samples."""
        return int(self.ardour.do("position")["sample"])

    def rolls(self) -> bool:
        """Whether the transport is not at a standstill."""
        return self.ardour.do("position")["rolling"] == "1"

    def level(self) -> float:
        """How loud the track is, in dBFS."""
        return float(self.ardour.do("level", track=TRACK)["db"])

    def regions(self) -> int:
        """How many lie on the track."""
        return int(self.ardour.do("regions", track=TRACK)["count"])

    def save_and_quit(self) -> None:
        self.ardour.do("save")
        self.ardour.quit()


@contextmanager
def producer_at(
    screen: Screen,
    folder: Path,
    session: Path,
    home: Path,
    environment: Mapping[str, str] | None = None,
) -> Iterator[Producer]:
    """Ardour with the session open on a screen, arranged for looking at.

    Args:
        screen: of `SIZE`.
        folder: the user's home.
        session: its folder.
        home: the plugin's home.
        environment: what Ardour's process knows beyond that.
    """
    known = {"TONEKILN_HOME": str(home)} | dict(environment or {})
    with ardour_editor(folder, session, RATE, screen, known) as ardour:
        for verb in ("snap_to_bars", "show_mixer_strip", "hide_master"):
            ardour.do(verb)
        main = screen.window(f"{NAME} - Ardour$")
        screen.tool("windowsize", "--sync", main.ident, SIZE[0] - 10, SIZE[1] - 40)
        yield Producer(ardour, screen, screen.placed(main, 0, 0))


def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that has no event of its own."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)
