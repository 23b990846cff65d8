"""A server of updates on this machine."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.unit.update.signing import INSTALLER, said, signed

MANIFEST, FILE = "/feed/manifest.json", "/feed/files/tonekiln_9.0.0_all.deb"


class Server(ThreadingHTTPServer):
    """Serves what a test puts there; knows what was asked for."""

    def __init__(self) -> None:
        self.content: dict[str, bytes] = {MANIFEST: signed(said()), FILE: INSTALLER}
        self.redirects: dict[str, str] = {}
        self.asked: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}{MANIFEST}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        if self.path in self.server.redirects:
            self.send_response(302)
            self.send_header("Location", self.server.redirects[self.path])
            self.end_headers()
        elif self.path in self.server.content:
            self.send_response(200)
            self.end_headers()
            try:
                self.wfile.write(self.server.content[self.path])
            except ConnectionError:
                pass  # whoever asked has heard enough
        else:
            self.send_error(404)

    def log_message(self, *_arguments: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Server]:
    """One, for as long as it is needed."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
