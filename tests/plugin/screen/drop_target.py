"""Another program's window that files are dropped onto: XDND 5, as freedesktop.org describes it.

Run as a program: opens a window, prints `ready`, then `over` once a drag over it heard that it may
drop, and one line of JSON for every drop it took: the URIs it was given, and the size each file had
at that moment. It says that it has finished with a drop twice, since some hosts do, or as often as
its fifth argument says.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from urllib.parse import unquote, urlparse

from Xlib import X, display
from Xlib.protocol import event

VERSION = 5
ACCEPT = 1
TITLE = "Drop target"
URI_LIST = "text/uri-list"
TIMES_FINISHED = "2"


class DropTarget:
    """One window, one drag at a time."""

    def __init__(self, x: int, y: int, width: int, height: int, times_finished: int) -> None:
        self.times_finished = times_finished
        self.display = display.Display()
        screen = self.display.screen()
        self.window = screen.root.create_window(
            x, y, width, height, 0, screen.root_depth, background_pixel=0x4A6A8A
        )
        self.window.set_wm_name(TITLE)
        self.window.change_property(self._atom("XdndAware"), self._atom("ATOM"), 32, [VERSION])
        self.window.map()
        self.source = 0
        self.offered: list[int] = []
        self.answered = False

    def serve(self) -> None:
        """Answer what sources of drags say, until the process is ended."""
        say("ready")
        while True:
            message = self.display.next_event()
            if message.type == X.ClientMessage:
                self._hear(self.display.get_atom_name(message.client_type), message.data[1])
            elif message.type == X.SelectionNotify:
                self._receive(message)

    def _hear(self, kind: str, data: list[int]) -> None:
        if kind == "XdndEnter":
            self.source, self.offered, self.answered = data[0], list(data[2:5]), False
        elif kind == "XdndPosition":
            self._tell("XdndStatus", ACCEPT if self._takes_it() else 0, 0, 0, self._copy())
            if self._takes_it() and not self.answered:
                self.display.sync()
                self.answered = True
                say("over")
        elif kind == "XdndDrop":
            self.window.convert_selection(
                self._atom("XdndSelection"), self._atom(URI_LIST), self._atom("DROPPED"), data[2]
            )
        self.display.flush()

    def _receive(self, message: event.SelectionNotify) -> None:
        found = self.window.get_full_property(self._atom("DROPPED"), X.AnyPropertyType)
        uris = bytes(found.value).decode().split() if found else []
        files = [Path(unquote(urlparse(uri).path)) for uri in uris]
        for _ in range(self.times_finished):
            self._tell("XdndFinished", ACCEPT, self._copy(), 0, 0)
        self.display.flush()
        say(json.dumps({"uris": uris, "bytes": [size_of(file) for file in files]}))

    def _takes_it(self) -> bool:
        return self._atom(URI_LIST) in self.offered

    def _tell(self, kind: str, *data: int) -> None:
        source = self.display.create_resource_object("window", self.source)
        words = (32, [self.window.id, *data])
        source.send_event(
            event.ClientMessage(window=source, client_type=self._atom(kind), data=words)
        )

    def _copy(self) -> int:
        return self._atom("XdndActionCopy")

    def _atom(self, name: str) -> int:
        return self.display.intern_atom(name)


def size_of(file: Path) -> int | None:
    return file.stat().st_size if file.exists() else None


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    DropTarget(*map(int, [*sys.argv[1:], TIMES_FINISHED][:5])).serve()
