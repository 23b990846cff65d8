"""A hub on loopback with the endpoints that huggingface_hub's downloads use."""

from __future__ import annotations

import hashlib
import json
import re
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

COMMIT = "89abcdef0123456789abcdef0123456789abcdef"
_API = re.compile(r"^/api/models/([^/?]+/[^/?]+)(?:/revision/[^?]+)?(?:\?.*)?$")
_PIECE = 2**16
_FILE = re.compile(r"^/([^/]+/[^/]+)/resolve/[^/]+/([^?]+)")


@dataclass
class StandInHub:
    """What is served, and what happened.

    Attributes:
        repos: folder by repository.
        gated: repositories that ask for a token that was let in.
        token: the one that was.
        piece_seconds: what a piece of 64 kB takes; a line that is slow enough to be cut.
        hold_after: stop sending a large file after so many bytes, until `let_go` is set.
        held: set when that has happened.
        asked: each request's method and path.
        ranges: each Range header that was sent.
    """

    repos: Mapping[str, Path]
    gated: frozenset[str] = frozenset()
    token: str = ""
    piece_seconds: float = 0.0
    hold_after: int | None = None
    held: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    url: str = ""
    asked: list[str] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)


@contextmanager
def serving(hub: StandInHub) -> Iterator[StandInHub]:
    """Serve until left."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle(self) -> None:
            with suppress(ConnectionError):  # of a client that was killed
                super().handle()

        def log_message(self, *_: object) -> None:
            pass

        def do_HEAD(self) -> None:
            self._answer(body=False)

        def do_GET(self) -> None:
            self._answer(body=True)

        def _answer(self, *, body: bool) -> None:
            hub.asked.append(f"{self.command} {self.path}")
            if match := _API.match(self.path):
                self._info(match[1])
            elif match := _FILE.match(self.path):
                self._file(match[1], match[2], body=body)
            else:
                self._refuse(404, "EntryNotFound")

        def _info(self, repo: str) -> None:
            if repo not in hub.repos:
                self._refuse(404, "RepoNotFound")
                return
            root = hub.repos[repo]
            files = sorted(p for p in root.rglob("*") if p.is_file())
            siblings = [
                {"rfilename": p.relative_to(root).as_posix(), "size": p.stat().st_size}
                for p in files
            ]
            info = {
                "_id": "0" * 24,
                "id": repo,
                "modelId": repo,
                "sha": COMMIT,
                "private": False,
                "gated": "manual" if repo in hub.gated else False,
                "tags": [],
                "downloads": 0,
                "likes": 0,
                "siblings": siblings,
            }
            content = json.dumps(info).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _file(self, repo: str, name: str, *, body: bool) -> None:
            let_in = hub.token and self.headers.get("Authorization") == f"Bearer {hub.token}"
            if repo in hub.gated and not let_in:
                self._refuse(403, "GatedRepo")
                return
            path = hub.repos.get(repo, Path("/nowhere")) / name
            if not path.is_file():
                self._refuse(404, "EntryNotFound" if repo in hub.repos else "RepoNotFound")
                return
            content = path.read_bytes()
            start = self._range_start()
            self.send_response(206 if start else 200)
            self.send_header("X-Repo-Commit", COMMIT)
            self.send_header("ETag", f'"{hashlib.sha256(content).hexdigest()}"')
            self.send_header("Content-Length", str(len(content) - start))
            if start:
                self.send_header(
                    "Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}"
                )
            self.end_headers()
            if not body:
                return
            if hub.hold_after is not None and len(content) > hub.hold_after:
                self.wfile.write(content[: hub.hold_after])
                self.wfile.flush()
                hub.held.set()
                hub.let_go.wait()
                self.close_connection = True
                return
            self._send(content[start:])

        def _send(self, content: bytes) -> None:
            pieces = range(0, len(content), _PIECE) if hub.piece_seconds else ()
            for at in pieces:
                self.wfile.write(content[at : at + _PIECE])
                time.sleep(hub.piece_seconds)  # the line's own slowness, which nobody waits for
            if not pieces:
                self.wfile.write(content)

        def _range_start(self) -> int:
            given = self.headers.get("Range", "")
            if given:
                hub.ranges.append(given)
            match = re.match(r"bytes=(\d+)-", given)
            return int(match[1]) if match and self.command == "GET" else 0

        def _refuse(self, status: int, code: str) -> None:
            self.send_response(status)
            self.send_header("X-Error-Code", code)
            self.send_header("X-Error-Message", code)
            self.send_header("Content-Length", "0")
            self.end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    hub.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
