"""`tonekiln presets [list | show | validate | save]`."""

from __future__ import annotations

import argparse

import msgspec

from tonekiln import foreign
from tonekiln.cli.answer import Answer, count, table
from tonekiln.cli.arguments import Commands, Parser, add_command
from tonekiln.cli.daemon_package import ask_daemon_package
from tonekiln.client.requests import check_finite, exact_tempo
from tonekiln.engine_names import from_here
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.protocol import Preset, PresetList, PresetRow
from tonekiln.protocol.errors import NotFound

from .daemon import started_client


def add_commands(commands: Commands) -> None:
    """Add the group's commands."""
    presets = add_command(commands, "presets", _list, "named starting points, yours and ours")
    presets.set_defaults(words=[])
    verbs = presets.add_subparsers(metavar="VERB", parser_class=Parser)
    listing = add_command(verbs, "list", _list, "every preset, or those with all the words")
    listing.add_argument("words", nargs="*", metavar="WORD")
    show = add_command(verbs, "show", _show, "everything a preset says")
    show.add_argument("name", metavar="NAME")
    validate = add_command(verbs, "validate", _validate, "what is wrong with preset files")
    validate.add_argument("files", metavar="FILE", nargs="*", help="yours, when none is named")
    _add_save(add_command(verbs, "save", _save, "keep a starting point of your own"))


def _add_save(save: argparse.ArgumentParser) -> None:
    save.add_argument("name", metavar="NAME")
    save.add_argument("words", metavar="PROMPT")
    save.add_argument("--category", default="mine")
    save.add_argument("--engine", action="append", dest="engines", metavar="NAME")
    save.add_argument("--negative", default="", metavar="WORDS")
    save.add_argument("--bars", type=int)
    save.add_argument("--seconds", type=float)
    save.add_argument("--bpm")
    save.add_argument("--meter")
    save.add_argument("--key")
    save.add_argument("--swing", type=float)
    save.add_argument("--one-shot", action="store_true")
    save.add_argument("--tag", action="append", dest="tags", default=[])


def _list(options: argparse.Namespace) -> Answer:
    with started_client() as client:
        presets = client.presets()
    words = [word.lower() for word in options.words]
    found = tuple(row for row in presets.presets if all(w in _text_of(row) for w in words))
    shown = PresetList(presets=found, problems=presets.problems)
    return Answer(msgspec.to_builtins(shown), _list_lines(shown))


def _text_of(row: PresetRow) -> str:
    preset = row.preset
    return " ".join((row.category, preset.name, preset.words, *preset.tags)).lower()


def _list_lines(presets: PresetList) -> list[str]:
    rows = [
        (row.category, row.preset.name, _length(row.preset), row.preset.words)
        for row in presets.presets
    ]
    listed = table(("CATEGORY", "NAME", "LENGTH", "WORDS"), rows) if rows else ["no presets"]
    return [*listed, *(f"problem: {problem}" for problem in presets.problems)]


def _length(preset: Preset) -> str:
    if preset.bars is not None:
        return count(preset.bars, "bar")
    return "" if preset.seconds is None else f"{preset.seconds:g} s"


def _show(options: argparse.Namespace) -> Answer:
    with started_client() as client:
        rows = client.presets().presets
    row = next((row for row in rows if options.name.lower() == row.preset.name.lower()), None)
    if row is None:
        raise NotFound(
            f"there is no preset {options.name}", field="name", hint="`tonekiln presets` lists them"
        )
    facts = msgspec.to_builtins(row)
    said = {"category": row.category, **facts["preset"]}
    return Answer(facts, [f"{name:<12} {_text(value)}" for name, value in said.items() if value])


def _text(value: object) -> str:
    match value:
        case True:
            return "yes"
        case tuple() | list():
            return ", ".join(str(item) for item in value)
        case dict():
            return "; ".join(f"{name}: {words}" for name, words in value.items())
    return str(value)


def _validate(options: argparse.Namespace) -> Answer:
    """The daemon's package reads the files, as the daemon itself would; none need run."""
    files = options.files or preset_files(Home.find())
    document = ask_daemon_package("check-presets", *files) if files else {"problems": []}
    problems = [
        ": ".join(filter(None, (f"{p['path']}:{p['line']}", p["field"], p["message"])))
        for p in document["problems"]
    ]
    good = f"{count(len(files), 'file')} read, nothing wrong"
    return Answer(document, problems or [good], status=int(bool(problems)))


def preset_files(home: Home) -> list[str]:
    """The user's own preset files, as far as the folder can be read and their names are text."""
    try:
        names = foreign.names_in(home.presets)
    except Unreadable:
        return []
    return [
        str(home.presets / name) for name in names if name.endswith(".toml") and name.isprintable()
    ]


def _save(options: argparse.Namespace) -> Answer:
    preset = Preset(
        name=options.name,
        words=options.words,
        engines=tuple(from_here(name) for name in options.engines or ("sketch",)),
        negative=options.negative,
        bars=options.bars,
        seconds=options.seconds,
        bpm=None if options.bpm is None else float(exact_tempo(options.bpm)),
        meter=options.meter,
        key=options.key,
        one_shot=options.one_shot,
        swing=options.swing,
        tags=tuple(options.tags),
    )
    check_finite({"seconds": preset.seconds, "bpm": preset.bpm, "swing": preset.swing})
    with started_client() as client:
        saved = client.save_preset(preset, options.category)
    return Answer(msgspec.to_builtins(saved), [f"saved to {saved.path}"])
