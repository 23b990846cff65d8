"""The plugin's window on a test's screen, worked with the mouse and the keyboard."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from PIL import Image
from tests.patience import PATIENCE_SECONDS
from tests.plugin.screen.editor_map import EditorMap, editor_map
from tests.plugin.screen.x_screen import Screen, Window

EMBER = (0xFF, 0x7A, 0x3D)
"""What is alive in the window; `palette::ember`."""


@dataclass(frozen=True)
class PluginWindow:
    """The editor itself, inside whatever frame its host puts around it."""

    screen: Screen
    area: Window
    map: EditorMap = field(default_factory=editor_map)

    def at(self, part: str) -> tuple[int, int]:
        """The middle of a part, on the screen."""
        return self.area.at(*self.map.middle(part))

    def press(self, part: str) -> None:
        """Click a part."""
        self.screen.click(*self.at(part))

    def press_at(self, x: float, y: float) -> None:
        """Click a point of the editor."""
        self.screen.click(*self.area.at(x, y))

    def has_keyboard(self) -> bool:
        """Whether what is typed goes to the editor, and not to its host."""
        return self.screen.has_keyboard(self.area)

    def write_in(self, part: str) -> None:
        """Click a field and wait until what is typed goes into it."""
        self.press(part)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not self.has_keyboard():
            assert time.monotonic() < deadline, f"{part} takes no keys"
            time.sleep(0.02)

    def write_prompt(self, words: str) -> None:
        """Type into the prompt, over whatever is there."""
        self.write_in("prompt")
        self.screen.key("ctrl+a")
        self.screen.type(words)

    def enter(self, part: str, number: int) -> None:
        """Type a number into a field."""
        self.write_in(part)
        self.screen.key("ctrl+a")
        self.screen.type(str(number))
        self.screen.key("Return")

    def glows(self, part: str) -> bool:
        """Whether there is ember anywhere in a part."""
        left, top, width, height = self.map.parts[part]
        corners = (*self.area.at(left, top), *self.area.at(left + width, top + height))
        colours = self.screen.picture().crop(corners).getcolors(width * height)
        return EMBER in [colour for _, colour in colours or []]

    def wait_for_glow(self, part: str, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until there is."""
        deadline = time.monotonic() + seconds
        while not self.glows(part):
            assert time.monotonic() < deadline, f"no ember in {part}"
            time.sleep(0.05)

    def picture(self) -> Image.Image:
        """The editor without its frame."""
        area = self.area
        return self.screen.picture().crop(
            (area.x, area.y, area.x + area.width, area.y + area.height)
        )


def plugin_window(screen: Screen, frame: Window) -> PluginWindow:
    """The editor that a host shows in a window of its own, once it is there."""
    wanted = editor_map()
    return PluginWindow(screen, screen.inside(frame, wanted.width, wanted.height))
