"""Grows odd Hugging Face caches, homes and folders of weights."""

from __future__ import annotations

import functools
import io
import json
import os
import random
import shutil
import socket
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_REPOS = (
    "facebook/musicgen-small",
    "facebook/audiogen-medium",
    "facebook/magnet-small-10secs",
    "stabilityai/stable-audio-open-small",
    "google-t5/t5-base",
    "t5-base",
    "facebook/encodec_32khz",
)

_FILES = (
    "config.json",
    "model.safetensors",
    "model.safetensors.index.json",
    "model_config.json",
    "state_dict.bin",
    "compression_state_dict.bin",
    "spiece.model",
    "tokenizer.json",
    "tokenizer_config.json",
)

_SNAPSHOTS = (
    "c0ffee",
    "0123456789abcdef0123456789abcdef01234567",
    "old",
    "..x",
    "ü",
    " ",
    "\udcff",
)

_SHARDS = (
    "model-1.safetensors",
    "../../../../etc/passwd",
    "/dev/zero",
    "/etc/passwd",
    "",
    ".",
    "a\0b",
    "x" * 300,
    "C:\\x.safetensors",
    "sub/model.safetensors",
)

_VALUES = (None, True, 0, -1, 1e308, 10**30, "", "x", [], {}, [[]], {"": {}}, "\0", "\ud800")


@functools.cache
def _many_tensors() -> bytes:
    names = (b'"%d":"a.safetensors"' % number for number in range(60_000))
    return b'{"weight_map":{' + b",".join(names) + b"}}"


class Grower:
    """Grows the trees of one case."""

    def __init__(self, draw: random.Random) -> None:
        self._draw = draw

    def grow(self, cache: Path, home: Path, own: Path) -> None:
        home.mkdir()
        if self._seldom(0.05):
            self._odd(cache)
        else:
            cache.mkdir()
            for repo in self._some(_REPOS, 4):
                self._repository(cache / ("models--" + repo.replace("/", "--")))
        if self._seldom(0.5):
            self._seldom_odd(own, self._weights)
        for name in ("checkpoints", "tuned"):
            if self._seldom(0.4):
                self._seldom_odd(home / name, lambda folder: self._records(folder, own))

    def _repository(self, root: Path) -> None:
        root.mkdir()
        snapshots = root / "snapshots"
        self._seldom_odd(snapshots, Path.mkdir)
        if snapshots.is_dir() and not snapshots.is_symlink():
            for name in self._some(_SNAPSHOTS, 3):
                with suppress(OSError, ValueError):
                    self._seldom_odd(snapshots / name, self._weights)
        if self._seldom(0.5):
            (root / "refs").mkdir()
            self._file(
                root / "refs" / "main",
                lambda: self._draw.choice(_SNAPSHOTS).encode("utf-8", "surrogateescape"),
            )
        if self._seldom(0.2):
            self._odd(root / ".DS_Store")

    def _weights(self, folder: Path) -> None:
        folder.mkdir()
        for name in self._some(_FILES, len(_FILES)):
            self._file(folder / name, lambda name=name: self._content(name))
        if self._seldom(0.3):
            self._seldom_odd(folder / "t5-base", self._weights)

    def _records(self, folder: Path, own: Path) -> None:
        folder.mkdir()
        for name in self._some(("musicgen-small", "sketch", "gone-1", f"musicgen:{own}", "x:y"), 4):
            file = folder / (name.replace("/", "_").replace(":", "-")[:80] + ".json")
            self._file(file, lambda name=name: self._record(name, own))

    def _record(self, engine: str, own: Path) -> bytes:
        digest = "0" * 64
        entry = {"path": str(own / "config.json"), "bytes": 0, "sha256": digest, "checked_ns": 0}
        if self._seldom(0.5):
            entry["path"] = self._draw.choice(("/dev/zero", "a\0b", "x" * 5000, "", "/proc/kmsg"))
        part = {"form": "transformers", "folder": str(own), "files": [entry]}
        record = {"engine": engine, "origin": "pulled", "weights": part, "digest": digest}
        if self._seldom(0.3):
            record[self._draw.choice(list(record))] = self._draw.choice(_VALUES)
        return self._cut(json.dumps(record).encode())

    def _content(self, name: str) -> bytes:
        if name.endswith(".json"):
            return self._cut(json.dumps(self._document(name)).encode())
        if name.endswith(".bin"):
            return self._cut(self._zip())
        if name.endswith(".safetensors"):
            header = self._draw.choice((0, 8, 2**63, 2**20))
            return self._cut(struct.pack("<Q", header) + b'{"a":{}}')
        return self._noise()

    def _document(self, name: str) -> object:
        if "index" in name and not self._seldom(0.3):
            shards = self._some(_SHARDS, 4)
            return {"weight_map": dict(zip("abcdefghij", shards, strict=False))}
        if name == "model_config.json" and not self._seldom(0.3):
            t5 = {"t5_model_name": self._draw.choice((*_VALUES, "t5-base", "../x/y", "a/b"))}
            entry = {"type": "t5", "config": self._draw.choice((t5, *_VALUES))}
            configs = self._draw.choice(([entry], *_VALUES))
            return {"model": {"conditioning": {"configs": configs}}}
        return self._draw.choice((*_VALUES, {"weight_map": self._draw.choice(_VALUES)}))

    def _zip(self) -> bytes:
        key = b"X\x06\x00\x00\x00xp.cfgq\x01"
        text = self._draw.choice(
            (b"conditioners:\n  d:\n    t5:\n      name: t5-large\n", b"\xff", b"")
        )
        length = self._draw.choice((len(text), 2**32 - 1, 0))
        head = self._draw.choice((b"pretrained", b"best_state", b""))
        data = head + key + b"X" + struct.pack("<I", length) + text
        if self._seldom(0.3):
            return data
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            archive.writestr("archive/data.pkl", data)
        return made.getvalue()

    def _file(self, path: Path, content: Callable[[], bytes]) -> None:
        def write(target: Path) -> None:
            target.write_bytes(self._noise() if self._seldom(0.2) else content())

        with suppress(OSError, ValueError):
            self._seldom_odd(path, write)

    def _seldom_odd(self, path: Path, proper: Callable[[Path], object]) -> None:
        if self._seldom(0.15):
            self._odd(path)
        else:
            proper(path)

    def _odd(self, path: Path) -> None:
        """Something that is neither the file nor the folder that is looked for."""
        match self._draw.randrange(10):
            case 0:
                path.symlink_to("/nowhere/at/all")
            case 1:
                path.symlink_to(path.name)
            case 2:
                os.mkfifo(path)
            case 3:
                self._socket(path)
            case 4:
                path.symlink_to(
                    self._draw.choice(("/dev/zero", "/dev/null", "/dev/full", "/dev/tty"))
                )
            case 5:
                path.mkdir()
            case 6:
                path.write_bytes(self._noise())
            case 7:
                path.symlink_to("/")
            case 8:
                deep = path
                for _ in range(self._draw.randrange(1, 40)):
                    deep = deep / "d"
                deep.mkdir(parents=True)
            case _:
                self._sparse(path)

    def _socket(self, path: Path) -> None:
        """A socket's address is short: it is made beside, and linked."""
        short = Path(f"/tmp/tonekiln-{os.getpid()}-{self._draw.getrandbits(32):x}")  # noqa: S108
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(str(short))
        shutil.move(short, path)

    def _sparse(self, path: Path) -> None:
        with path.open("wb") as file:
            # Weights are read to their end, so theirs are short.
            short = path.suffix in (".safetensors", ".bin")
            file.truncate(self._draw.choice((2**20, 2**22) if short else (2**20, 2**31, 2**40)))

    def _noise(self) -> bytes:
        kinds: tuple[Callable[[], bytes], ...] = (
            lambda: b"",
            lambda: b"\0" * 64,
            lambda: self._draw.randbytes(200),
            lambda: b"<!DOCTYPE html><html><body>502</body></html>",
            lambda: '{"ü": 1}'.encode("latin-1"),
            lambda: b"\xef\xbb\xbf{}",
            lambda: b"[" * 100_000,
            lambda: b'{"a":' * 50_000,
            lambda: b"[" + b"[]," * 600_000 + b"[]]",
            _many_tensors,
            lambda: b"null",
            lambda: b"9" * 5000,
            lambda: "{}".encode("utf-16"),
            lambda: b"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
        )
        return self._draw.choice(kinds)()

    def _cut(self, content: bytes) -> bytes:
        if self._seldom(0.25) and content:
            return content[: self._draw.randrange(len(content))]
        if self._seldom(0.15) and content:
            broken = bytearray(content)
            for _ in range(self._draw.randrange(1, 6)):
                broken[self._draw.randrange(len(broken))] = self._draw.randrange(256)
            return bytes(broken)
        return content

    def _some(self, of: tuple[str, ...], most: int) -> list[str]:
        return self._draw.sample(of, self._draw.randint(0, min(most, len(of))))

    def _seldom(self, chance: float) -> bool:
        return self._draw.random() < chance
