"""A screen of its own for a test: Xvfb with a window manager, a mouse, a keyboard and a camera."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageGrab
from tests.patience import PATIENCE_SECONDS
from Xlib import display
from Xlib.error import BadWindow
from Xlib.xobject.drawable import Window as XWindow

# What a drag itself needs: targets answer each move before the next one means anything to them.
DRAG_MOVES = 12
DRAG_PAUSE = 0.2


@dataclass(frozen=True)
class Window:
    """A top-level window; its corner and size without the frame, in pixels of the screen."""

    ident: str
    x: int
    y: int
    width: int
    height: int

    def at(self, x: float, y: float) -> tuple[int, int]:
        """A point of the window as a point of the screen."""
        return round(self.x + x), round(self.y + y)


@dataclass(frozen=True)
class Screen:
    """One X display."""

    display: str

    def environment(self) -> dict[str, str]:
        """For a program that is to open its windows here."""
        return {**os.environ, "DISPLAY": self.display}

    def tool(self, *words: object, seconds: float = PATIENCE_SECONDS) -> str:
        """Run xdotool; returns what it said."""
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )
        assert done.returncode == 0, f"xdotool {words}: {done.stdout}{done.stderr}"
        return done.stdout

    def window(self, title: str, seconds: float = PATIENCE_SECONDS) -> Window:
        """Wait for a visible window whose title matches the regular expression."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                found = self.tool(
                    "search", "--sync", "--onlyvisible", "--name", title, seconds=seconds
                )
                return self.measured(found.split()[-1])
            except AssertionError as error:  # another window went while it was looked at
                if "BadWindow" not in str(error) or time.monotonic() > deadline:
                    raise

    def measured(self, ident: str) -> Window:
        """A window as it lies now."""
        said = self.tool("getwindowgeometry", "--shell", ident)
        facts = dict(line.split("=") for line in said.splitlines())
        return Window(ident, *(int(facts[name]) for name in ("X", "Y", "WIDTH", "HEIGHT")))

    def inside(self, window: Window, width: int, height: int) -> Window:
        """Wait for the innermost window of that size within another."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            with suppress(BadWindow):
                if found := self._within(window, (width, height)):
                    return found
            assert time.monotonic() < deadline, f"nothing of {width}x{height} in {window}"
            time.sleep(0.05)

    def _within(self, window: Window, size: tuple[int, int]) -> Window | None:
        connection = display.Display(self.display)
        try:
            root = connection.screen().root
            below = [connection.create_resource_object("window", int(window.ident))]
            found = None
            while below:
                part = below.pop()
                below += part.query_tree().children
                shape = part.get_geometry()
                if (shape.width, shape.height) == size:
                    corner = root.translate_coords(part, 0, 0)
                    found = Window(str(part.id), corner.x, corner.y, *size)
            return found
        finally:
            connection.close()

    def has_keyboard(self, window: Window) -> bool:
        """Whether what is typed comes to a window, or to one within it, by itself."""
        connection = display.Display(self.display)
        part = connection.get_input_focus().focus
        try:
            with suppress(BadWindow):  # gone meanwhile
                while isinstance(part, XWindow) and part.id != int(window.ident):
                    part = part.query_tree().parent
        finally:
            connection.close()
        return isinstance(part, XWindow) and part.id == int(window.ident)

    def placed(self, window: Window, x: int, y: int) -> Window:
        """Move a window in front of the others, its frame's corner to the point."""
        self.tool("windowactivate", "--sync", window.ident)
        self.tool("windowmove", "--sync", window.ident, x, y)
        return self.measured(window.ident)

    def click(self, x: int, y: int, times: int = 1) -> None:
        """Press and release the left button there."""
        self.tool("mousemove", "--sync", x, y, "click", "--repeat", times, "--delay", 60, 1)

    def point_at(self, x: int, y: int) -> None:
        """Move the mouse there."""
        self.tool("mousemove", x, y)

    def type(self, words: str) -> None:
        """Type into whatever has the keyboard."""
        self.tool("type", "--delay", 25, words)

    def key(self, name: str) -> None:
        """Press one key, or several held together (`ctrl+s`)."""
        self.tool("key", name)

    def drag(
        self,
        start: tuple[int, int],
        end: tuple[int, int],
        followed: Callable[[], object] = int,
        arrived: Callable[[], object] = int,
    ) -> None:
        """Press at start, move to end in steps that a drop target can follow, release.

        Args:
            start, end: on the screen.
            followed: returns once the programs have seen what was done so far.
            arrived: returns once where it ends has said that it takes what is dragged; who lets
                go before has dropped nothing.
        """
        self.tool("mousemove", *start)
        time.sleep(DRAG_PAUSE)
        self.tool("mousedown", 1)
        for step in range(1, DRAG_MOVES + 1):
            time.sleep(DRAG_PAUSE)
            self.tool("mousemove", *(_between(a, b, step) for a, b in zip(start, end, strict=True)))
            followed()
        time.sleep(2 * DRAG_PAUSE)
        followed()
        arrived()
        self.tool("mouseup", 1)

    def picture(self) -> Image.Image:
        """The whole screen as it is now."""
        return ImageGrab.grab(xdisplay=self.display).convert("RGB")

    def keep_picture(self, file: Path) -> None:
        """Write the screen into a PNG."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self.picture().save(file, optimize=True)


def _between(start: int, end: int, step: int) -> int:
    return start + (end - start) * step // DRAG_MOVES


@contextmanager
def x_screen(size: str = "1280x800") -> Iterator[Screen]:
    """Start an X server on a number of its own choice, with openbox on it; end both afterwards."""
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as number:
            screen = Screen(f":{number.readline().strip()}")
        with _window_manager(screen):
            yield screen
    finally:
        server.terminate()
        server.wait(PATIENCE_SECONDS)


@contextmanager
def _window_manager(screen: Screen) -> Iterator[None]:
    manager = _started_manager(screen)
    try:
        yield
    finally:
        manager.terminate()
        manager.wait(PATIENCE_SECONDS)


def _started_manager(screen: Screen) -> subprocess.Popen[bytes]:
    """openbox once it manages the screen; begun anew where it ended before that."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    manager = None
    while "window id #" not in _root_property(screen, "_NET_SUPPORTING_WM_CHECK"):
        assert time.monotonic() < deadline, "the window manager did not start"
        if manager is None or manager.poll() is not None:
            manager = subprocess.Popen(
                ["openbox"],
                env=screen.environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        time.sleep(0.05)
    assert manager is not None, f"{screen.display} has a window manager already"
    return manager


def _root_property(screen: Screen, name: str) -> str:
    return subprocess.run(
        ["xprop", "-root", name],
        env=screen.environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    ).stdout
