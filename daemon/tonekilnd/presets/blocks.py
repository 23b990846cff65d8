"""Reading a preset file block by block, so that one bad preset costs no other.

A file is a row of `[[preset]]` tables. Each is parsed on its own: a mistake is named with its
file, line and field, and the rest of the file stays usable.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

import msgspec

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.protocol import Meter, Preset, bpm_in_micro
from tonekiln.protocol.refusal import refusal_of

from .wording import suits

_HEADER = re.compile(r"^\s*\[\[\s*preset\s*\]\]")
_ERROR_LINE = re.compile(r"\(at line (\d+), column \d+\)")

MAX_FILE_BYTES = 1024 * 1024
"""A thousand presets of a thousand bytes; more is no preset file."""

MOST_BLOCKS = 4_000
"""Of a file; each takes a tenth of a millisecond to read."""

MOST_PROBLEMS = 20
"""That are told of a file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a preset file, and where.

    Attributes:
        path: the file.
        line: counted from 1.
        field: the field at fault, or "" for the file or table as a whole.
        message: what is wrong and what it may be.
    """

    path: Path
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{foreign.shown(self.path)}:{self.line}"
        return (
            f"{where}: {self.field}: {self.message}" if self.field else f"{where}: {self.message}"
        )


@dataclass(frozen=True, slots=True)
class Block:
    """The text of one `[[preset]]` table, header line included.

    Attributes:
        line: number of its first line, from 1.
        text: as written, comments included.
    """

    line: int
    text: str


def split(text: str) -> tuple[str, list[Block]]:
    """What stands before the first table, and the tables."""
    head: list[str] = []
    blocks: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.splitlines(keepends=True), start=1):
        if _HEADER.match(line):
            blocks.append((number, [line]))
        elif blocks:
            blocks[-1][1].append(line)
        else:
            head.append(line)
    return "".join(head), [Block(number, "".join(lines)) for number, lines in blocks]


def validate(path: Path) -> list[Problem]:
    """Everything wrong with a preset file; empty when all of it can be used."""
    return read_file(path)[1]


def read_file(path: Path) -> tuple[list[Preset], list[Problem]]:
    """The presets of a file, and what is wrong with the others. Never raises."""
    try:
        text = foreign.read_text(path, MAX_FILE_BYTES)
    except Unreadable as problem:
        return [], [Problem(path, 1, "", f"cannot be read: {problem.why}")]
    presets: list[Preset] = []
    problems: list[Problem] = []
    head, blocks = split(text)
    problems += _stray(path, head)
    lines_of_names: dict[str, int] = {}
    for block in blocks[:MOST_BLOCKS]:
        outcome = read_block(path, block)
        if isinstance(outcome, Problem):
            problems.append(outcome)
        elif outcome.name.casefold() in lines_of_names:
            first = lines_of_names[outcome.name.casefold()]
            line = line_of(block, "name")
            message = f"{outcome.name!r} is already the preset of line {first}"
            problems.append(Problem(path, line, "name", message))
        else:
            lines_of_names[outcome.name.casefold()] = block.line
            presets.append(outcome)
    if len(blocks) > MOST_BLOCKS:
        what = f"and what follows is not read: a file holds at most {MOST_BLOCKS} presets"
        problems.insert(0, Problem(path, blocks[MOST_BLOCKS].line, "", what))
    if len(problems) > MOST_PROBLEMS:
        more = f"and {len(problems) - MOST_PROBLEMS} more, once these are mended"
        problems[MOST_PROBLEMS:] = [Problem(path, problems[MOST_PROBLEMS].line, "", more)]
    return presets, problems


def read_block(path: Path, block: Block) -> Preset | Problem:
    """One table as a preset, or what is wrong with it."""
    try:
        table = tomllib.loads(block.text)["preset"][0]
    except tomllib.TOMLDecodeError as error:
        found = _ERROR_LINE.search(str(error))
        line = block.line + (int(found[1]) - 1 if found else 0)
        return Problem(path, line, "", f"not valid TOML: {_ERROR_LINE.sub('', str(error)).strip()}")
    except RecursionError:
        return Problem(path, block.line, "", "nested too deeply")
    try:
        preset = msgspec.convert(table, Preset)
    except msgspec.ValidationError as error:
        refusal = refusal_of(error, Preset, where="preset")
        if unknown := _unknown_field(str(error)):
            message = f"a preset has no {unknown}; it has {', '.join(Preset.__struct_fields__)}"
            return Problem(path, line_of(block, unknown), unknown, message)
        field = refusal.field
        told = refusal.bound and refusal.bound not in refusal.message
        message = f"{refusal.message} ({refusal.bound})" if told else refusal.message
        return Problem(path, line_of(block, field), field, message)
    wrong = _contradiction(preset)
    if wrong:
        field, message = wrong
        return Problem(path, line_of(block, field), field, message)
    return preset


def line_of(block: Block, field: str) -> int:
    """The line a field is written on, or the table's own."""
    name = re.escape(field.partition(".")[0].partition("[")[0])
    if name:
        for offset, line in enumerate(block.text.splitlines()):
            if re.match(rf"""\s*["']?{name}["']?\s*[.=]""", line):
                return block.line + offset
    return block.line


def _stray(path: Path, head: str) -> list[Problem]:
    for number, line in enumerate(head.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            return [Problem(path, number, "", "stands before the first [[preset]] table")]
    return []


def _unknown_field(message: str) -> str:
    found = re.search(r"unknown field `([^`]+)`", message)
    return found[1] if found else ""


def _contradiction(preset: Preset) -> tuple[str, str] | None:
    """What no single field's bound can say: the field at fault and why."""
    stray = [
        name for name in preset.wording if not any(suits(engine, name) for engine in preset.engines)
    ]
    checks = (
        ("name", "" if preset.name.strip() else "must not be blank"),
        ("engines", "" if preset.engines else "must name at least one engine"),
        ("wording", f"{stray[0]} is not among this preset's engines" if stray else ""),
        ("seconds", _two_lengths(preset)),
        ("bpm", _unreadable(lambda: preset.bpm and bpm_in_micro(Decimal(str(preset.bpm))))),
        ("meter", _unreadable(lambda: preset.meter and Meter.parse(preset.meter))),
    )
    return next(((field, message) for field, message in checks if message), None)


def _two_lengths(preset: Preset) -> str:
    both = preset.bars is not None and preset.seconds is not None
    return "a preset has bars or seconds, not both" if both else ""


def _unreadable(read: Callable[[], object]) -> str:
    try:
        read()
    except (ValueError, InvalidOperation) as error:
        return str(error)
    return ""
