"""Which structs and enumerations the messages are made of, in order of appearance."""

from __future__ import annotations

from enum import Enum
from typing import Any

from msgspec import inspect as mi

from ..message import KINDS, Message


def nested_structs() -> list[type[Any]]:
    """Every struct inside a message that is no message itself."""
    return [s for s in _walk() if not issubclass(s, Message | Enum)]


def enums() -> list[type[Enum]]:
    """Every enumeration a field may hold."""
    return [e for e in _walk() if issubclass(e, Enum)]


def _walk() -> list[type[Any]]:
    found: dict[type[Any], None] = {}
    for message in KINDS.values():
        _collect(mi.type_info(message), found)
    return list(found)


def _collect(node: mi.Type, found: dict[type[Any], None]) -> None:
    match node:
        case mi.Metadata():
            _collect(node.type, found)
        case mi.UnionType():
            for member in node.types:
                _collect(member, found)
        case mi.VarTupleType():
            _collect(node.item_type, found)
        case mi.DictType():
            _collect(node.value_type, found)
        case mi.EnumType():
            found[node.cls] = None
        case mi.StructType() if node.cls not in found:
            found[node.cls] = None
            for field in node.fields:
                _collect(field.type, found)
