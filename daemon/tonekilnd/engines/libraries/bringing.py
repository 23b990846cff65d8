"""`python -m tonekilnd.engines.libraries.bringing`: the model libraries into the home.

A process of the daemon's: progress is one JSON object a line, the last line is the answer or
`{"error": {...}}`. A new environment is made beside the one in use, tried in a process of its own,
and taken in one step; whatever ends this process before leaves the one in use as it is. With
`--back`, which a person types, the one before is taken again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.plain import plain
from tonekiln.platform import children
from tonekiln.protocol.errors import EngineUnavailable, StorageFull, TonekilnError
from tonekilnd import lifeline
from tonekilnd.environments import current, run_module

from . import environment
from .accelerators import fitting, offered, requirements_in
from .install import ACCELERATORS, NEEDED, PINS, UPSTREAM, check_version
from .packers import packer

LIBRARIES_BYTES = 2_000_000_000
"""About what is fetched, torch for one kind of accelerator among it."""

SPARE_BYTES = 2**30
"""Left free on the disk whatever is fetched."""

TRIAL = "tonekilnd.engines.neural.trial"
"""Named, not imported: it stands above."""

_LOOK_SECONDS = 0.5
_MOST_SAID = 600
_NO_ROOM = ("No space left on device", "not enough space on the disk", "Disk quota exceeded")

Say = Callable[[dict[str, Any]], None]


@dataclass(frozen=True, slots=True)
class Requirements:
    """What to install, without an index or an address in it.

    Attributes:
        needed: names.
        pins: a version of each, `==`, and of what they need.
        upstream: with `==`, installed without what they ask for.
        accelerators: a folder of lists, torch for each kind of accelerator; none is no fault.
    """

    needed: Path = NEEDED
    pins: Path = PINS
    upstream: Path = UPSTREAM
    accelerators: Path = ACCELERATORS

    @classmethod
    def in_folder(cls, folder: Path) -> Requirements:
        """Files of the same names elsewhere."""
        names = (NEEDED.name, PINS.name, UPSTREAM.name, ACCELERATORS.name)
        return cls(*(folder / name for name in names))

    @property
    def digest(self) -> str:
        """Of all versions: an environment made of others is another."""
        files = (self.needed, self.pins, self.upstream)
        return hashlib.sha256(b"\0".join(file.read_bytes() for file in files)).hexdigest()


class Bringing:
    """One environment on its way."""

    def __init__(self, home: Path, requirements: Requirements, say: Say) -> None:
        self._home = home
        self._requirements = requirements
        self._say = say
        self._child: subprocess.Popen[str] | None = None

    def bring(self, wheels: Path | None, trial: str = TRIAL) -> None:
        """Make it, try it, take it.

        Raises:
            EngineUnavailable: this Python, the packer or what came is not up to it.
            StorageFull: the disk has too little room.
        """
        if current(self._home).requirements == self._requirements.digest:
            return
        check_version(sys.version_info[:2], "this")
        new = environment.begin(self._home)
        try:
            self._check_room(wheels)
            self._install(new, wheels)
            self._say({"state": "trying"})
            self._try(new, trial)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            raise
        environment.take(self._home, new, self._requirements.digest)

    def end(self) -> None:
        """Let go of whatever runs for it."""
        if self._child is not None:
            self._child.kill()

    def _check_room(self, wheels: Path | None) -> None:
        wanted = sum(f.stat().st_size for f in wheels.glob("*.whl")) if wheels else LIBRARIES_BYTES
        wanted = max(0, wanted - environment.size_of(environment.cache_of(self._home)))
        free = shutil.disk_usage(self._home).free
        if wanted + SPARE_BYTES > free:
            raise StorageFull(
                f"the model libraries take about {wanted / 1e9:.1f} GB, {free / 1e9:.1f} GB are "
                f"free at {self._home}",
                hint="free some space, or move the home (TONEKILN_HOME) to another disk",
            )

    def _install(self, new: Path, wheels: Path | None) -> None:
        cache = environment.cache_of(self._home)
        own = new.with_suffix(".txt")
        try:
            own.write_text("" if wheels else _own_pins(self._requirements), encoding="utf-8")
            chosen = packer()
            pinned = ["-c", str(self._requirements.pins), "-c", str(own)]
            lists = {} if wheels else offered(self._requirements.accelerators)
            backend = fitting(chosen, lists, cache) if lists else ""
            torch = ["--torch-backend", backend, "-r", str(lists[backend])] if backend else []
            for given in (
                [*pinned, *torch, "-r", str(self._requirements.needed)],
                [*torch, *chosen.without_dependencies, "-r", str(self._requirements.upstream)],
            ):
                if requirements_in(Path(given[-1])):
                    command = chosen.command(new, given, cache=cache, wheels=wheels)
                    self._run(command, (cache, new))
        finally:
            own.unlink(missing_ok=True)

    def _begin(self, command: Sequence[str], *, stdout: int, stderr: int) -> subprocess.Popen[str]:
        """Start what `end` ends."""
        self._child = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            encoding="utf-8",
            errors="replace",
            creationflags=children.quiet(),
        )
        return self._child

    def _run(self, command: Sequence[str], filling: Sequence[Path]) -> None:
        child = self._begin(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        done = threading.Event()
        looking = threading.Thread(target=self._look, args=(filling, done), daemon=True)
        looking.start()
        said = child.communicate()[0]
        done.set()
        looking.join()
        if child.returncode:
            raise _failed(said)

    def _look(self, filling: Sequence[Path], done: threading.Event) -> None:
        """Say how much is there: neither uv nor pip tells."""
        while not done.wait(_LOOK_SECONDS):
            here = max(environment.size_of(folder) for folder in filling)
            self._say({"state": "libraries", "done": here, "of": max(here, LIBRARIES_BYTES)})

    def _try(self, new: Path, trial: str) -> None:
        """Have it make sound as a worker does: a tiny job of each family."""
        trying = run_module(trial, str(new))
        child = self._begin(trying, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        said = child.communicate()[1]
        if child.returncode:
            last = (said.strip().splitlines() or ["no reason was given"])[-1]
            raise EngineUnavailable(
                f"the model libraries came, but do not work here: {last[:_MOST_SAID]}",
                hint="the ones before stay in use; ask again, or report it with the log",
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring the libraries; the exit status is 0 or 1."""
    options = _parser().parse_args(arguments)
    if options.back:
        return _back(options.home)
    bringing = Bringing(options.home, Requirements.in_folder(options.requirements), _print)
    lifeline.hold(bringing.end)
    try:
        bringing.bring(_wheels_in(options.folder), options.trial)
    except TonekilnError as error:
        facts = {"code": str(error.code), "message": error.message, "hint": error.hint}
        _print({"error": facts})
        return 1
    _print({"folder": current(options.home).folder})
    return 0


def _back(home: Path) -> int:
    """For a person, at a terminal."""
    try:
        environment.go_back(home)
    except TonekilnError as error:
        sys.stderr.write(f"tonekiln: {plain(str(error))}\n")
        return 1
    sys.stdout.write("the libraries from before are in use again\n")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tonekilnd.engines.libraries.bringing")
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--folder", type=Path, help="wheels to take instead of the network")
    parser.add_argument("--requirements", type=Path, default=NEEDED.parent)
    parser.add_argument("--trial", default=TRIAL, help="the module that tries the environment")
    parser.add_argument("--back", action="store_true", help="use the environment before")
    return parser


def _print(document: dict[str, Any]) -> None:
    print(json.dumps(document), flush=True)  # noqa: T201


def _wheels_in(folder: Path | None) -> Path | None:
    """Where the wheels of a folder are: in it, or in its `wheels`.

    Raises:
        EngineUnavailable: there are none.
    """
    if folder is None:
        return None
    for place in (folder, folder / "wheels"):
        try:
            if any(name.endswith(".whl") for name in foreign.names_in(place)):
                return place
        except Unreadable:
            continue
    raise EngineUnavailable(
        f"{foreign.shown(folder)} holds no wheels, and the model libraries are not here",
        field="folder",
        hint="put the wheels into it, or into a folder `wheels` in it",
    )


def _own_pins(requirements: Requirements) -> str:
    """This Python's own versions of what the pins do not name: the daemon and its workers agree."""
    pinned = {
        _plain(line)
        for file in (requirements.pins, requirements.upstream)
        for line in requirements_in(file)
    }
    found = {_plain(one.name): one.version for one in distributions() if one.name}
    own = (f"{name}=={version}" for name, version in sorted(found.items()) if name not in pinned)
    return "\n".join(own) + "\n"


def _plain(requirement: str) -> str:
    return requirement.partition("==")[0].strip().lower().replace("_", "-").replace(".", "-")


def _failed(said: str) -> TonekilnError:
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    last = " ".join(lines[-4:])[-_MOST_SAID:] or "no reason was given"
    if any(words in said for words in _NO_ROOM):
        return StorageFull(
            f"the disk filled up while the model libraries came: {last}",
            hint="free some space, then ask again: what came is kept",
        )
    return EngineUnavailable(
        f"the model libraries could not be brought: {last}",
        hint="check the network and ask again: what came is kept",
    )


if __name__ == "__main__":
    sys.exit(main())
