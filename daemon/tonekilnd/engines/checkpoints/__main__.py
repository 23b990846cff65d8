"""`python -m tonekilnd.engines.checkpoints pull | adopt | show | list | rm`.

What `tonekiln pull` and its like run. With `--json`, progress is one JSON object a line and the
last line is the answer; an error is `{"error": {...}}` and exit status 1.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from tonekiln.client.blocking import Client
from tonekiln.engine_names import from_here
from tonekiln.home import Home
from tonekiln.protocol.errors import (
    DaemonUnreachable,
    EngineUnavailable,
    TonekilnError,
    UnknownEngine,
)
from tonekiln.typed_paths import whole
from tonekilnd import lifeline
from tonekilnd.config import load_settings
from tonekilnd.environments import environment_of, run_module

from ..libraries.needs import missing_packages
from ..model_cards.rows import Row, row_to_pull
from . import adopt as adopting
from . import hub_cache
from . import remove as removing
from .describing import Said, described, facts, failed, label, size
from .own_folders.row import row_in_its_folder
from .store import Store


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status is 0, 1 (failed) or 130 (interrupted)."""
    options = _parser().parse_args(arguments)
    if options.lifeline and (token := lifeline.hold()):
        os.environ["HF_TOKEN"] = token  # of this process alone: it came by a pipe
    try:
        home = Home(whole(options.home, "home")) if options.home else Home.find()
        if hasattr(options, "engine"):
            options.engine = from_here(options.engine)
        document, lines = options.run(options, Store(home.root))
    except TonekilnError as error:
        return failed(error, as_json=options.json)
    except OSError as error:
        return failed(EngineUnavailable(str(error)), as_json=options.json)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; the same command goes on where it stopped\n")
        return 130
    print(json.dumps(document) if options.json else "\n".join(lines))  # noqa: T201
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tonekilnd.engines.checkpoints")
    commands = parser.add_subparsers(required=True)
    described: tuple[tuple[str, Callable[..., Said], str], ...] = (
        ("pull", _pull, "fetch an engine's weights"),
        ("adopt", _adopt, "use weights that are on this machine already"),
        ("show", _show, "licence, size and place of an engine's weights"),
        ("list", _list, "every checkpoint that is recorded"),
        ("rm", _remove, "delete an engine's weights"),
    )
    for name, run, text in described:
        command = commands.add_parser(name, help=text)
        command.set_defaults(run=run)
        command.add_argument("--home", type=Path, help="folder of all state")
        command.add_argument("--json", action="store_true", help="for scripts")
        command.add_argument("--lifeline", action="store_true", help=argparse.SUPPRESS)
        if name != "list":
            command.add_argument("engine", metavar="NAME")
        if name == "adopt":
            command.add_argument("folder", nargs="?", type=Path, help="else the hub's cache")
            command.add_argument(
                "--within", action="store_true", help="look for the weights in the folder"
            )
    return parser


def _pull(options: argparse.Namespace, store: Store) -> Said:
    row = row_to_pull(options.engine)
    python = _own_python(row, store)
    try:
        from . import pull as pulling  # noqa: PLC0415 - needs what `engines install` brings
    except ModuleNotFoundError as error:
        if python and not options.lifeline:  # else the daemon named the Python to take
            sys.exit(_pulled_by(python))
        raise EngineUnavailable(
            f"{error.name} is not installed", hint="run `tonekiln engines install` first"
        ) from error

    with _shown(row, as_json=options.json) as say:
        checkpoint = pulling.pull(row, store, lambda f: say(f.file, f.done, f.of, f.checking))
    document, lines = described(row, checkpoint)
    if missing := missing_packages(row.library, python):
        lines.append(f"{', '.join(missing)} still to be installed: `tonekiln engines install`")
    return document, lines


def _own_python(row: Row, store: Store) -> str:
    """The Python of the row's family, where the settings name one."""
    settings, _ = load_settings(Home(store.home), {})
    family = row.library.replace("_", "-")
    return settings.interpreters.get(family, "") or environment_of(store.home, family)


def _pulled_by(python: str) -> int:
    """The same command by another Python, which has what pulling needs."""
    command = [*run_module("tonekilnd.engines.checkpoints", python), *sys.argv[1:]]
    return subprocess.run(command, check=False).returncode


def _adopt(options: argparse.Namespace, store: Store) -> Said:
    row = _row(options.engine)
    folder = whole(options.folder, "folder") if options.folder else None
    if folder is not None and options.within:
        folder = _weights_within(row, folder)
    return described(row, adopting.adopt(row, store, folder))


def _weights_within(row: Row, folder: Path) -> Path | None:
    """Where in a folder, such as a stick's, a row's weights are; None for the hub's cache in it.

    A cache, in the folder or in its `weights`, is this process's from here on, companions too.
    """
    for place in (folder, folder / "weights"):
        cache = {"HF_HUB_CACHE": str(place)}
        if hub_cache.repository_folder(row.repo, cache).is_dir():
            os.environ.update(cache)
            return None
        for name in (row.name, row.repo.rpartition("/")[2]):
            if (place / name).is_dir():
                return place / name
    return folder


def _show(options: argparse.Namespace, store: Store) -> Said:
    row = _row(options.engine)
    document, lines = described(row, store.find(row.name))
    located = adopting.located(row, store)
    document["problems"] = list(located.problems)
    lines += [f"  {label('problem')} {problem}" for problem in located.problems]
    if not document["here"] and (found := located.folders):
        document["here"] = True
        document["origin"] = "found"
        document["parts"] = [
            {"form": str(form), "folder": str(folder), "repo": ""} for form, folder in found.items()
        ]
        lines[-1 - len(located.problems)] = (
            f"  {label('weights')} found on this machine; recorded when first used"
        )
        lines += [f"  {label(form)} {folder}" for form, folder in found.items()]
    return document, lines


def _list(_options: argparse.Namespace, store: Store) -> Said:
    found, problems = store.look()
    known = [(row, c) for c in found if (row := _row_or_none(c.engine)) is not None]
    unknown = sorted({c.engine for c in found} - {c.engine for _, c in known})
    said = [f"{name} is no engine of this version" for name in unknown]
    said += [str(problem) for problem in problems]
    document = {"checkpoints": [facts(row, c) for row, c in known], "problems": said}
    return document, [
        *(f"{c.engine}  {size(c.bytes)}  {c.origin}  {c.weights.folder}" for _, c in known),
        *(f"problem: {problem}" for problem in said),
    ]


def _row(engine: str) -> Row:
    """The row of a name, as its folder makes it where it has one."""
    return row_in_its_folder(row_to_pull(engine))


def _row_or_none(engine: str) -> Row | None:
    try:
        return _row(engine)
    except TonekilnError:
        return None


def _remove(options: argparse.Namespace, store: Store) -> Said:
    if store.find(options.engine) is not None:
        _let_go(options.engine, Home(store.home))
    freed = removing.remove(options.engine, store)
    return {"engine": options.engine, "freed_bytes": freed}, [f"{size(freed)} given back"]


def _let_go(engine: str, home: Home) -> None:
    """A daemon that has the weights loaded gives them up first, once its jobs are done."""
    with contextlib.suppress(DaemonUnreachable, UnknownEngine), Client(home) as client:
        client.unload(engine)


class _shown:  # noqa: N801 - a context, read as a sentence
    """Shows how far a pull is: a bar for people, JSON lines for scripts."""

    def __init__(self, row: Row, *, as_json: bool) -> None:
        self._row = row
        self._as_json = as_json
        self._bar = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            disable=as_json,
        )
        self._task = self._bar.add_task(row.name, total=None)

    def __enter__(self) -> Callable[[str, int, int, bool], None]:
        if not self._as_json:
            licence = self._row.licence
            mark = " (non-commercial)" if licence.non_commercial else ""
            sys.stderr.write(f"{self._row.title}: {licence.name}{mark}, {licence.url}\n")
        self._bar.start()
        return self._say

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def _say(self, file: str, done: int, of: int, checking: bool) -> None:
        if self._as_json:
            document = {"file": file, "done": done, "of": of}
            if checking:
                document["state"] = "checking"
            print(json.dumps(document), flush=True)  # noqa: T201
        else:
            what = "checking" if checking else file
            self._bar.update(self._task, description=what, completed=done, total=of)


if __name__ == "__main__":
    sys.exit(main())
