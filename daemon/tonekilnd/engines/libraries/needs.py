"""Which model libraries are installed, here or in a family's own Python; imports none of them.

What was seen counts until the folders that Python looks in change, so that a daemon notices
`tonekiln engines install` without being started again.
"""

from __future__ import annotations

import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from tonekiln.platform import children
from tonekilnd.environments import is_environment

from ..model_cards.rows import libraries, library_named
from . import probe

_DAEMON = ("tonekilnd",)
_SECONDS = 20.0

Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Installed:
    """What one Python has.

    Attributes:
        missing: of all that the libraries need, what it lacks.
        versions: of what it has, by package; "" where a package does not say.
        trouble: why it could not be asked, or "".
    """

    missing: frozenset[str]
    versions: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""

    @property
    def torch(self) -> str:
        """The version of its torch, "" where it has none."""
        return self.versions.get("torch", "")


@dataclass(frozen=True, slots=True)
class _Seen:
    installed: Installed
    paths: tuple[str, ...]
    stamp: Stamp


_seen: dict[str, _Seen] = {}
_in_one_look: ContextVar[dict[str, Installed] | None] = ContextVar("in_one_look", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """Within it each Python is looked at once, however many engines ask what it has.

    They ask several times each; where a file system is slow that took seconds, in which the
    daemon answered nobody.
    """
    token = _in_one_look.set({})
    try:
        yield
    finally:
        _in_one_look.reset(token)


def installed(python: str = "") -> Installed:
    """What a Python, or an environment, has; "" is the Python that runs this."""
    looked = _in_one_look.get()
    if looked is not None and python in looked:
        return looked[python]
    seen = _seen.get(python)
    if seen is None or seen.stamp != _stamp(seen.paths):
        seen = _seen[python] = _look(python)
    if looked is not None:
        looked[python] = seen.installed
    return seen.installed


def missing_packages(library: str, python: str = "") -> tuple[str, ...]:
    """Packages of a library that a Python does not have."""
    missing = installed(python).missing
    packages = library_named(library).packages
    needed = (*packages, *_DAEMON) if python and not is_environment(python) else packages
    return tuple(name for name in needed if name in missing)


def _look(python: str) -> _Seen:
    every = sorted({name for library in libraries() for name in library.packages} | {*_DAEMON})
    try:
        found = _report(python, every)
    except (OSError, subprocess.SubprocessError, ValueError) as error:  # msgspec's are ValueErrors
        trouble = f"{python} cannot be run: {error}"
        return _Seen(Installed(frozenset(every), trouble=trouble), (python,), _stamp([python]))
    paths = tuple(found["paths"])
    return _Seen(Installed(frozenset(found["missing"]), found["versions"]), paths, _stamp(paths))


def _report(python: str, every: list[str]) -> probe.Report:
    if not python:
        return probe.report(every)
    if is_environment(python):
        return probe.report(every, python)
    return _asked(python, every)


def _asked(python: str, every: Sequence[str]) -> probe.Report:
    text = Path(probe.__file__).read_text("utf-8")
    # -P: a folder of the same name beside us is no package of theirs.
    command = [python, "-X", "utf8", "-P", "-c", text, *every]
    done = children.answer_of(command, _SECONDS)
    done.check_returncode()
    last = (done.stdout.splitlines() or [""])[-1]  # what a Python says at its start is before it
    return msgspec.json.decode(last, type=probe.Report)


def _stamp(paths: Sequence[str]) -> Stamp:
    return tuple(_changed_ns(path) for path in paths)


def _changed_ns(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0
