"""The plugin's `Protocol.gen.h`: the wire's constants in C++20."""

from __future__ import annotations

import re
from enum import Enum
from typing import Any

from .. import limits
from ..codec import Envelope
from ..message import KINDS, Direction
from ..schema import rows_of
from .prose import constants_of, summary_of
from .structs import enums, nested_structs

_KEYWORDS = """
    and auto bool break case catch char class const continue default delete do double else enum
    explicit export extern false float for friend goto if inline int long mutable namespace new
    not operator or private protected public register requires return short signed sizeof static
    struct switch template this throw true try typedef typename union unsigned using virtual void
    volatile while xor
"""

_TOP = """\
// Written by `make protocol` from bridge/tonekiln/protocol. Do not edit.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace tonekiln::protocol
{
"""
_BOTTOM = "} // namespace tonekiln::protocol\n"


def header() -> str:
    """The whole header."""
    parts = [
        _version(),
        _limits(),
        *(_enum(enumeration) for enumeration in enums()),
        _kinds(),
        _envelope(),
        *(_fields(_pascal(kind), message) for kind, message in KINDS.items()),
        *(_fields(struct.__name__, struct) for struct in nested_structs()),
    ]
    return _TOP + "\n".join(part for part in parts if part) + _BOTTOM


def _version() -> str:
    major = limits.PROTOCOL_VERSION.partition(".")[0]
    return (
        f'inline constexpr std::string_view version = "{limits.PROTOCOL_VERSION}";\n'
        f"inline constexpr int majorVersion = {major};\n"
    )


def _limits() -> str:
    lines = []
    for name, value, meaning in constants_of(limits):
        if name == "PROTOCOL_VERSION":
            continue
        if meaning:
            lines.append(f"/// {meaning}\n")
        lines.append(f"inline constexpr {_constant(_camel(name), value)};\n")
    return _namespace("limits", lines)


def _constant(name: str, value: object) -> str:
    if isinstance(value, tuple):
        items = ", ".join(str(item) for item in value)
        return f"std::array<int, {len(value)}> {name} {{{items}}}"
    if isinstance(value, float):
        return f"double {name} = {value}"
    return f"std::int64_t {name} = {value}"


def _enum(enumeration: type[Enum]) -> str:
    name = enumeration.__name__
    members = [(_camel(str(m.value)), str(m.value)) for m in enumeration]
    values = "".join(f"    {member},\n" for member, _ in members)
    listed = "".join(f"    {name}::{member},\n" for member, _ in members)
    cases = "".join(
        f'        case {name}::{member}:\n            return "{text}";\n'
        for member, text in members
    )
    return f"""\
/// {summary_of(enumeration)}
enum class {name} : std::uint8_t
{{
{values}}};

inline constexpr std::array<{name}, {len(members)}> all{name}Values {{
{listed}}};

[[nodiscard]] constexpr std::string_view toString({name} value) noexcept
{{
    switch (value)
    {{
{cases}    }}
    return {{}};
}}

/// Reads the wire's text; false, and `value` as it was, for a text this side does not know.
[[nodiscard]] constexpr bool fromString(std::string_view text, {name}& value) noexcept
{{
    for (const auto candidate : all{name}Values)
    {{
        if (toString(candidate) == text)
        {{
            value = candidate;
            return true;
        }}
    }}
    return false;
}}
"""


def _kinds() -> str:
    blocks = []
    directions: tuple[Direction, ...] = ("request", "reply", "event")
    for direction in directions:
        kinds = [k for k, message in KINDS.items() if message.direction == direction]
        blocks.append(f"// Every {direction}.\n")
        blocks += [_text(_camel(kind), kind) for kind in kinds]
    listed = "".join(f"    {_camel(kind)},\n" for kind in KINDS)
    blocks.append(
        f"\ninline constexpr std::array<std::string_view, {len(KINDS)}> all {{\n{listed}}};\n"
    )
    return _namespace("kinds", blocks)


def _envelope() -> str:
    return _fields("Envelope", Envelope)


def _fields(name: str, struct: type[Any]) -> str:
    rows = rows_of(struct)
    if not rows:
        return ""
    lines = [_text(_camel(row.name), row.name) for row in rows]
    return f"/// {summary_of(struct)}\n" + _namespace(f"fields::{name}", lines)


def _text(name: str, text: str) -> str:
    return f'inline constexpr std::string_view {name} = "{text}";\n'


def _namespace(name: str, lines: list[str]) -> str:
    return f"namespace {name}\n{{\n{''.join(lines)}}} // namespace {name}\n"


def _camel(name: str) -> str:
    first, *rest = name.lower().split("_")
    camel = first + "".join(part.capitalize() for part in rest)
    return f"{camel}_" if camel in _KEYWORDS.split() else camel


def _pascal(name: str) -> str:
    return re.sub(r"(?:^|_)(\w)", lambda match: match[1].upper(), name)
