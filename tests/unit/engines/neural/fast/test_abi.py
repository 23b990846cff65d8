"""The structs that Python fills are those of the kernels, field for field."""

from __future__ import annotations

import ctypes
import re

import pytest

pytest.importorskip("filelock")

from tonekilnd.engines.neural.fast.native import abi
from tonekilnd.engines.neural.fast.native.build import SOURCES

STRUCTS = {
    name: made
    for name, made in vars(abi).items()
    if isinstance(made, type) and issubclass(made, ctypes.Structure)
}
ENUMS = {"DType": abi.DType, "InputOp": abi.InputOp}
TEXT = "\n".join(
    file.read_text("utf-8") for file in sorted(SOURCES.iterdir()) if file.suffix in {".h", ".cpp"}
)


def declared(struct: str) -> list[tuple[str, str]]:
    """Names and types of a C++ struct's fields; every pointer is `*`."""
    body = re.search(rf"^struct {struct} {{\n(.*?)^}};", TEXT, re.DOTALL | re.MULTILINE)
    assert body, f"the kernels have no struct {struct}"
    fields = []
    for line in re.sub(r"//.*", "", body[1]).split(";")[:-1]:
        kind, names = re.fullmatch(
            r"((?:const )?\w+[\s*]+(?:const\*)?\s*)(.*)", line.strip()
        ).groups()
        fields += [(name, "*" if "*" in kind else kind.strip()) for name in names.split(", ")]
    return fields


def in_python(made: type) -> str:
    if made in STRUCTS.values():
        return made.__name__.removeprefix("C")
    if made is ctypes.c_void_p or issubclass(made, ctypes._Pointer):
        return "*"
    return {ctypes.c_int32: "int32_t", ctypes.c_int64: "int64_t", ctypes.c_float: "float"}[made]


@pytest.mark.parametrize("name", STRUCTS)
def test_a_struct_has_the_fields_of_its_twin(name):
    theirs = [
        (field, "int32_t" if made in ENUMS else made)
        for field, made in declared(name.removeprefix("C"))
    ]
    assert [(field, in_python(made)) for field, made in STRUCTS[name]._fields_] == theirs


@pytest.mark.parametrize("name", ENUMS)
def test_an_enumeration_has_the_values_of_its_twin(name):
    listed = re.search(rf"^enum class {name} : int32_t {{ (.*) }};", TEXT, re.MULTILINE)[1]
    theirs = dict(entry.split(" = ") for entry in listed.split(", "))
    assert {key: int(value) for key, value in theirs.items()} == {
        member.name.lower(): member.value for member in ENUMS[name]
    }
