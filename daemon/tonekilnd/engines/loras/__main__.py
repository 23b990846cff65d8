"""`tonekiln lora add | list | rm`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import Any

import msgspec

from tonekiln.home import Home
from tonekiln.plain import plain
from tonekiln.protocol.errors import EngineUnavailable, TonekilnError
from tonekiln.typed_paths import whole

from ..checkpoints.describing import Said, failed, size
from .shelf import AddedLora, LoraShelf


def main(arguments: list[str] | None = None) -> int:
    """Run one of them; the exit status."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace, LoraShelf], Said] = options.command
    try:
        document, lines = command(options, LoraShelf(Home.find().root))
    except TonekilnError as error:
        return failed(error, as_json=options.json)
    except OSError as error:
        return failed(EngineUnavailable(str(error)), as_json=options.json)
    except KeyboardInterrupt:
        sys.stderr.write("interrupted; nothing was added\n")
        return 130
    if options.json:
        print(json.dumps(document))  # noqa: T201
    else:
        sys.stdout.write("".join(f"{plain(line)}\n" for line in lines))
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="tonekiln lora", description="small files that change a model: `generate --lora NAME`"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    add = commands.add_parser("add", help="copy one into the home, so that requests can name it")
    add.add_argument("file", help="a .safetensors file, or a folder with a LoRA of PEFT's")
    add.add_argument("--name", default="", help="what it is called (the file's name)")
    add.add_argument(
        "--own", action="store_true", help="you made it: it is under no terms but the model's"
    )
    add.set_defaults(command=_add)
    listed = commands.add_parser("list", help="those that were added")
    listed.set_defaults(command=_list)
    remove = commands.add_parser("rm", help="take one away")
    remove.add_argument("name")
    remove.set_defaults(command=_remove)
    for command in (add, listed, remove):
        command.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser


def _add(options: argparse.Namespace, shelf: LoraShelf) -> Said:
    added = shelf.add(whole(options.file, "file"), options.name, own=options.own)
    return _document(added), [_line(added), f"use it: `tonekiln generate --lora {added.name}@0.8`"]


def _list(_options: argparse.Namespace, shelf: LoraShelf) -> Said:
    added = shelf.all()
    lines = [_line(one) for one in added] or ["none was added: `tonekiln lora add FILE`"]
    return {"loras": [_document(one) for one in added]}, lines


def _remove(options: argparse.Namespace, shelf: LoraShelf) -> Said:
    added = shelf.remove(options.name)
    return _document(added), [f"{size(added.bytes)} given back"]


def _line(added: AddedLora) -> str:
    mark = ", non-commercial" * added.non_commercial
    return (
        f"{added.name}  {size(added.bytes)}  {added.form}, rank {added.rank}, "
        f"{added.matrices} matrices  licence: {added.licence}{mark}"
    )


def _document(added: AddedLora) -> dict[str, Any]:
    document: dict[str, Any] = msgspec.to_builtins(added)
    del document["files"]
    return {**document, "bytes": added.bytes}


if __name__ == "__main__":
    sys.exit(main())
