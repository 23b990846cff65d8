"""The definition's docstrings as data: a summary, and a meaning for each field or limit."""

from __future__ import annotations

import ast
import inspect
import re
from types import ModuleType
from typing import Any

_ATTRIBUTE = re.compile(r"^(\w+): (.*)$")


def summary_of(thing: type[Any]) -> str:
    """A docstring's text before its `Attributes:`, on one line."""
    text = inspect.getdoc(thing) or ""
    return " ".join(text.partition("\nAttributes:")[0].split())


def meanings_of(struct: type[Any]) -> dict[str, str]:
    """The `Attributes:` of a docstring: field to meaning, each on one line."""
    text = inspect.getdoc(struct) or ""
    meanings: dict[str, str] = {}
    name = ""
    for line in text.partition("\nAttributes:")[2].splitlines():
        match = _ATTRIBUTE.match(line.strip()) if line.startswith("    ") else None
        if match and not line.startswith("     "):
            name = match[1]
            meanings[name] = match[2]
        elif name and line.strip():
            meanings[name] += " " + line.strip()
    return meanings


def constants_of(module: ModuleType) -> list[tuple[str, Any, str]]:
    """A module's constants in order: name, value, and the string that follows as its meaning."""
    rows: list[tuple[str, Any, str]] = []
    body = ast.parse(inspect.getsource(module)).body
    for statement, follower in zip(body, [*body[1:], None], strict=True):
        if not (isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name)):
            continue
        rows.append((statement.target.id, getattr(module, statement.target.id), _text_of(follower)))
    return rows


def _text_of(statement: ast.stmt | None) -> str:
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return " ".join(str(statement.value.value).split())
    return ""
