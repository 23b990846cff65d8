"""`python -m tonekilnd ...`: serve, worker, settings, engines, check-presets, survey."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict, fields
from pathlib import Path

import msgspec

from tonekiln.home import Home
from tonekiln.in_the_way import way_for_folder
from tonekiln.plain import plain
from tonekiln.platform import streams
from tonekiln.platform.lengths import characters_too_many
from tonekiln.protocol.errors import InvalidRequest, TonekilnError
from tonekiln.typed_paths import whole

from .config import Settings, load_settings
from .privacy import check_owner, close_home, make_closed

EXIT_ALREADY_RUNNING = 3


def main(arguments: list[str] | None = None) -> int:
    """Run one of the daemon's processes; the exit status is 0, 1 (failed) or 3 (runs already)."""
    streams.settle()
    streams.speak_utf8()
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(options)
    except TonekilnError as error:
        print(f"tonekilnd: {plain(str(error))}", file=sys.stderr)  # noqa: T201
        return 1
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tonekilnd")
    commands = parser.add_subparsers(required=True)
    serve = commands.add_parser("serve", help="run the daemon")
    serve.set_defaults(run=_serve)
    settings = commands.add_parser("settings", help="print every setting as JSON")
    settings.set_defaults(run=_settings)
    engines = commands.add_parser("engines", help="print every engine as JSON")
    engines.set_defaults(run=_engines)
    look = commands.add_parser("survey", help="print what state the home is in, as JSON")
    look.set_defaults(run=_survey)
    look.add_argument("--daemon", type=int, help="the process that serves it")
    for command in (serve, settings, engines, look):
        _add_settings(command)
    check = commands.add_parser("check-presets", help="print what is wrong with preset files")
    check.set_defaults(run=_check_presets)
    check.add_argument("files", nargs="+", type=Path)
    worker = commands.add_parser("worker", help="serve one engine over stdin and stdout")
    worker.set_defaults(run=_worker)
    worker.add_argument("engine")
    worker.add_argument("--home", type=Path, required=True)
    worker.add_argument("--threads", type=int, default=1)
    worker.add_argument("--precision", default="auto")
    worker.add_argument("--device", default="auto")
    worker.add_argument("--nice", type=int, default=0)
    return parser


def _add_settings(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--home", type=Path, help="folder of all state")
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    shorter = {"osc_port": ["--osc"]}
    for setting in fields(Settings):
        names = [f"--{setting.name.replace('_', '-')}", *shorter.get(setting.name, [])]
        text = str(setting.metadata["help"]).replace("%", "%%")
        kind = str(setting.type)
        if kind == "bool":
            parser.add_argument(
                *names, dest=setting.name, action="store_const", const=True, help=text
            )
        elif kind.startswith("list"):
            parser.add_argument(*names, dest=setting.name, action="append", help=text)
        elif not kind.startswith("dict"):
            parser.add_argument(*names, dest=setting.name, help=text)


def _load(options: argparse.Namespace) -> tuple[Home, Settings, tuple[object, ...]]:
    home = Home(whole(options.home, "home")) if options.home else Home.find()
    check_owner(home)
    if home.too_long:
        raise InvalidRequest(home.too_long, field="home", hint="name a shorter one with --home")
    flags = {setting.name: getattr(options, setting.name, None) for setting in fields(Settings)}
    settings, rows = load_settings(home, flags)
    _check_library(settings.library_folder(home))
    return home, settings, rows


def _check_library(folder: Path) -> None:
    if excess := characters_too_many(folder):
        raise InvalidRequest(
            f"the path of {folder} is {excess} characters too long for the clips' names",
            field="library",
            hint="name a folder with a shorter path",
        )


def _serve(options: argparse.Namespace) -> int:
    from .curve_keys import make_private_folder  # noqa: PLC0415
    from .descriptors import raise_limit  # noqa: PLC0415
    from .logs import start_logging  # noqa: PLC0415
    from .serving import AlreadyRunning, serve  # noqa: PLC0415 - a worker needs none of it

    home, settings, _ = _load(options)
    make_closed()
    try:
        way_for_folder(home.run, lost_links=True)
        make_private_folder(home.run)
        start_logging(home.log_file, settings.log_level)
        close_home(home)
        raise_limit()
    except OSError as error:
        raise InvalidRequest(
            f"{error.filename or home.run} cannot be written to: {error.strerror or error}",
            field="home",
            hint=f"make {home.root} a folder that you may write to, or name another with --home",
        ) from error
    try:
        serve(home, settings)
    except AlreadyRunning:
        print(f"a daemon runs already for {plain(str(home.root))}", file=sys.stderr)  # noqa: T201
        return EXIT_ALREADY_RUNNING
    return 0


def _settings(options: argparse.Namespace) -> int:
    _, _, rows = _load(options)
    print(json.dumps({"settings": msgspec.to_builtins(rows)}, indent=1))  # noqa: T201
    return 0


def _engines(options: argparse.Namespace) -> int:
    from tonekilnd.engines.catalogue.overview import overview  # noqa: PLC0415 - the other processes need none of it

    from .survey import engines_coming  # noqa: PLC0415

    home, settings, _ = _load(options)
    document, coming = overview(home.root, settings), engines_coming(home)
    for row in document["engines"]:
        row["job"] = coming.get(row["name"], "")
    print(json.dumps(document, indent=1))  # noqa: T201
    return 0


def _check_presets(options: argparse.Namespace) -> int:
    from .presets import validate  # noqa: PLC0415 - the other processes need none of it

    problems = [problem for file in options.files for problem in validate(file)]
    rows = [asdict(problem) | {"path": str(problem.path)} for problem in problems]
    print(json.dumps({"problems": rows}))  # noqa: T201
    return int(bool(problems))


def _survey(options: argparse.Namespace) -> int:
    from .survey import survey  # noqa: PLC0415 - the other processes need none of it

    home, settings, _ = _load(options)
    found = [asdict(finding) for finding in survey(home, settings, options.daemon)]
    print(json.dumps({"findings": found}))  # noqa: T201
    return 0


def _worker(options: argparse.Namespace) -> int:
    from tonekilnd.engines.contract import EngineSettings  # noqa: PLC0415 - the daemon needs none of it
    from tonekilnd.engines.worker.child import run_worker  # noqa: PLC0415

    settings = EngineSettings(
        home=options.home,
        threads=options.threads,
        precision=options.precision,
        device=options.device,
    )
    return run_worker(options.engine, settings, options.nice)


if __name__ == "__main__":
    sys.exit(main())
