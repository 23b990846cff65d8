"""The messages described as data: what the generated tables and error hints are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import msgspec
from msgspec import inspect as mi


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of a struct, in words."""

    name: str
    kind: str
    bound: str
    default: str
    required: bool


def rows_of(struct: type[Any]) -> tuple[FieldRow, ...]:
    """The fields of a struct, in order."""
    info = mi.type_info(struct)
    assert isinstance(info, mi.StructType)  # noqa: S101 - a caller's mistake, not input
    return tuple(
        FieldRow(
            name=field.encode_name,
            kind=_kind_of(field.type),
            bound=_bound_of(field.type),
            default="" if field.required else _default_of(field),
            required=field.required,
        )
        for field in info.fields
    )


def bound_of_field(struct: type[Any], path: str) -> str:
    """What the field at `path` (`bpm`, `placement.at`, `stems[0]`) may be, or ""."""
    node: mi.Type = mi.type_info(struct)
    for part in re.findall(r"[A-Za-z_]\w*", path):
        node = _struct_in(node) or node
        if not isinstance(node, mi.StructType):
            return ""
        match = next((f for f in node.fields if f.encode_name == part), None)
        if match is None:
            return ""
        node = match.type
    return "" if isinstance(node, mi.StructType) else _bound_of(node)


def _struct_in(node: mi.Type) -> mi.StructType | None:
    node = _plain(node)
    if isinstance(node, mi.StructType):
        return node
    if isinstance(node, mi.UnionType):
        return next((t for t in node.types if isinstance(t, mi.StructType)), None)
    if isinstance(node, mi.VarTupleType):
        return _struct_in(node.item_type)
    return None


def _plain(node: mi.Type) -> mi.Type:
    return node.type if isinstance(node, mi.Metadata) else node


def _description(node: mi.Type) -> str:
    if isinstance(node, mi.Metadata) and node.extra_json_schema:
        return str(node.extra_json_schema.get("description", ""))
    return ""


_SIMPLE_KINDS: dict[type[mi.Type], str] = {
    mi.NoneType: "null",
    mi.EnumType: "text",
    mi.StrType: "text",
    mi.IntType: "integer",
    mi.FloatType: "number",
    mi.BoolType: "true/false",
    mi.DecimalType: "decimal",
    mi.DictType: "object",
}


def _kind_of(node: mi.Type) -> str:
    node = _plain(node)
    match node:
        case mi.UnionType():
            return " or ".join(_kind_of(t) for t in node.types)
        case mi.StructType():
            return node.cls.__name__
        case mi.VarTupleType():
            return f"list of {_kind_of(node.item_type)}"
    return _SIMPLE_KINDS.get(type(node), "any")


def _bound_of(node: mi.Type) -> str:
    described = _description(node)
    node = _plain(node)
    match node:
        case mi.UnionType():
            bounds = [_bound_of(t) for t in node.types if not isinstance(t, mi.NoneType)]
            return described or ", ".join(b for b in bounds if b)
        case mi.EnumType():
            return "one of " + ", ".join(str(member.value) for member in node.cls)
        case mi.VarTupleType():
            return _bound_of(node.item_type)
        case mi.IntType() | mi.FloatType():
            return described or _range(node)
        case mi.StrType():
            length = f"at most {node.max_length} characters" if node.max_length else ""
            return ", ".join(part for part in (described, length) if part)
    return described or _kind_of(node)


def _range(node: mi.IntType | mi.FloatType) -> str:
    low, high = node.ge, node.le
    if low is not None and high is not None:
        return f"{low} to {high}"
    return _kind_of(node)


def _default_of(field: mi.Field) -> str:
    if field.default is msgspec.NODEFAULT:
        return "empty"
    return msgspec.json.encode(field.default).decode()
