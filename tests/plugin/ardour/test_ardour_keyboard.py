"""The keyboard belongs to Ardour, whatever was clicked in the plugin's window, but for text."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PIL import ImageChops
from tests.plugin.ardour.ardour_plugin import SCANNER, install_for, state_of_plugin
from tests.plugin.ardour.producers_song import Producer, make_song, producer_at, until
from tests.plugin.ardour.running_ardour import NAME
from tests.plugin.built import LV2, needs_plugin
from tests.plugin.native_tests import PROGRAM
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import Screen
from tests.running_daemon import RunningDaemon

needs_plugin()
TOOLS = ("ardour", "ardour7-lua", "Xvfb", "openbox", "xdotool", "xprop")
if not all(map(shutil.which, TOOLS)) or not SCANNER.exists() or not PROGRAM.exists():
    pytest.skip("needs Ardour 7, Xvfb, openbox and xdotool", allow_module_level=True)

LV2_URI = "urn:tonekiln:plugin"
BAR = 100_000  # samples into the song
SEEN = 0.02  # of the window, for a menu or a sheet
TITLE_LINE, EMPTY_PART = (100, 10), (600, 560)
# What is clicked, in this order; a press opens the menu or sheet that the next key closes.
CLICKS: list[tuple[str | tuple[int, int], str | None]] = [
    (TITLE_LINE, None),
    (EMPTY_PART, None),
    ("dice", None),
    ("key", "Escape"),
    ("lengthMode", None),
    ("lockSeed", None),
    ("presets", "Escape"),
    ("engine", "Escape"),
    ("now grip", None),
    ("first clip's grip", None),
    ("first clip's words", None),
    ("audition", None),
]


@contextmanager
def ardour_with(kind: str, screen: Screen, folder: Path, home: Path) -> Iterator[Producer]:
    """Ardour with the plugin of a format on its track."""
    plugin = install_for(folder, os.environ) if kind == "VST3" else LV2_URI
    song = make_song(folder)
    with producer_at(screen, folder, song, home, {"LV2_PATH": str(LV2.parent)}) as producer:
        producer.insert(plugin, kind)
        yield producer


@pytest.mark.parametrize("kind", ["VST3", "LV2"])
def test_space_starts_the_transport_after_any_click_but_into_text(
    kind: str, kiln: RunningDaemon, home: Path, screen: Screen, tmp_path: Path
) -> None:
    with ardour_with(kind, screen, tmp_path, home) as producer:
        window = producer.open_plugin()
        starts_with_space(producer, "nothing was clicked")
        window.write_prompt("dusty drums")
        screen.key("space")  # a space in a sentence
        screen.type("now")
        assert not producer.rolls()
        window.press("generate")
        window.wait_for_glow("first clip's grip")
        starts_with_space(producer, "Generate")
        for where, then in CLICKS:
            if then is None:
                click(window, where)
            else:
                opens(window, lambda part=where: click(window, part))
                screen.key(then)
            starts_with_space(producer, str(where))
        opens(
            window,
            lambda: screen.tool("mousemove", *window.at("first clip's words"), "click", 3),
        )
        screen.key("Escape")
        starts_with_space(producer, "a menu of the shelf")
        window.write_prompt("brushes")
        screen.key("Escape")
        starts_with_space(producer, "Escape in the prompt")
        window.enter("takes", 2)
        starts_with_space(producer, "Return in a number")
        other_keys_reach_ardour(producer, window, tmp_path)
        if kind == "VST3":  # Ardour keeps an LV2's state elsewhere
            producer.ardour.do("save")
            draft = state_of_plugin(tmp_path / NAME / f"{NAME}.ardour")["draft"]
            assert (draft["prompt"], draft["variations"]) == ("brushes", 2)


def opens(window: PluginWindow, act: Callable[[], object]) -> None:
    """Do what opens a menu or a sheet, and wait until it is seen.

    Once more where nothing opens: a part may move between its place being read and the click.
    """
    before = window.picture()

    def changed() -> bool:
        off = ImageChops.difference(window.picture(), before).convert("L").point(bool)
        return sum(off.histogram()[1:]) > SEEN * before.width * before.height

    act()
    try:
        until(changed, "nothing opened")
    except AssertionError:
        act()
        until(changed, "nothing opened")


def click(window: PluginWindow, where: str | tuple[int, int]) -> None:
    if isinstance(where, str):
        window.press(where)
    else:
        window.press_at(*where)


def starts_with_space(producer: Producer, after: str) -> None:
    """Space rolls, at once, and space stops, with the pointer still over the plugin."""
    start = producer.position()
    producer.screen.key("space")
    until(lambda: producer.position() > start, f"space does nothing after {after}")
    producer.screen.key("space")
    until(lambda: not producer.rolls(), f"space does not stop after {after}")


def other_keys_reach_ardour(producer: Producer, window: PluginWindow, folder: Path) -> None:
    """Home goes to the start and Ctrl+S saves, also after a click on a clip of the shelf."""
    file = folder / NAME / f"{NAME}.ardour"
    for part in ("generate", "first clip's words"):
        window.press(part) if part != "generate" else window.press_at(*TITLE_LINE)
        for key in ("Home", "Return"):
            producer.ardour.do("locate", sample=BAR)
            until(lambda: producer.position() == BAR, "no locate")
            producer.screen.key(key)
            until(lambda: producer.position() == 0, f"{key} does nothing after {part}")
        before = file.stat().st_mtime_ns
        producer.screen.key("ctrl+s")
        until(newer(file, before), f"ctrl+s does not save after {part}")


def newer(file: Path, than: int) -> Callable[[], bool]:
    return lambda: file.stat().st_mtime_ns > than
