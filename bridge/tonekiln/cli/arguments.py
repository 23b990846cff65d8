"""Argparse that answers a mistake with one line, as every other error is answered."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any, NoReturn

from tonekiln.protocol.errors import InvalidRequest

from .answer import Answer

Command = Callable[[argparse.Namespace], Answer]
Commands = Any
"""What `add_subparsers` returns; argparse keeps its type to itself."""


_MOST_CHARACTERS = 400
"""Of a mistake: it repeats what was typed, however long that was."""


class UsageError(InvalidRequest):
    """The command line itself is wrong."""


class Parser(argparse.ArgumentParser):
    """A parser whose mistakes are errors like any other."""

    def error(self, message: str) -> NoReturn:
        """Raise instead of printing the whole usage."""
        told = message if len(message) <= _MOST_CHARACTERS else f"{message[:_MOST_CHARACTERS]} ..."
        raise UsageError(told, field="arguments", hint=f"see `{self.prog} --help`")


def add_command(commands: Commands, name: str, run: Command, help: str) -> argparse.ArgumentParser:
    """A subcommand that takes `--json`."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help, description=help)
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.set_defaults(run=run)
    return parser
