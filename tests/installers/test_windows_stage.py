"""A whole CPython for Windows, as releases carry it, is laid out without what nobody asks of it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from installers import facts
from installers.windows import run_time, stage

KEPT = (
    *("python.exe", "pythonw.exe", "python3.dll", "python313.dll", "vcruntime140.dll"),
    *(
        "Lib/site.py",
        "Lib/json/__init__.py",
        "Lib/venv/__init__.py",
        "DLLs/_ssl.pyd",
        "DLLs/libssl-3.dll",
    ),
)
LEFT = (
    *("include/Python.h", "libs/python313.lib", "tcl/tcl8.6/init.tcl", "Scripts/pip.exe"),
    *("Lib/test/test_json.py", "Lib/idlelib/idle.py", "Lib/tkinter/__init__.py", "Lib/turtle.py"),
    *("Lib/site-packages/pip/__init__.py", "Lib/json/__pycache__/x.pyc"),
    *("DLLs/_tkinter.pyd", "DLLs/tcl86t.dll", "DLLs/tk86t.dll", "DLLs/_testcapi.pyd"),
)


def wheel(folder: Path, names: tuple[str, ...]) -> None:
    folder.mkdir(parents=True)
    with zipfile.ZipFile(folder / "one-1-py3-none-any.whl", "w") as made:
        for name in names:
            made.writestr(name, "new")


def test_it_is_laid_out_without_what_nobody_asks_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    python, artefacts = tmp_path / "python", tmp_path / "artefacts"
    given = [python / name for name in (*KEPT, *LEFT)]
    given += [artefacts / "VST3/Tonekiln.vst3/x.vst3", artefacts / "Standalone/Tonekiln.exe"]
    for file in given:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("old")
    run_times = ("m.data/data/msvcp140.dll", "m.data/data/Scripts/vcruntime140.dll")
    packed = (*run_times, "m.data/data/Scripts/vcruntime140_1.dll", "m.pyd")

    def downloaded(command: list[str | Path], *_: object, **__: object) -> str:
        if run_time.PACKAGE in command:
            wheel(Path(command[command.index("--dest") + 1]), packed)
        return ""

    monkeypatch.setattr(facts, "run", downloaded)
    root = tmp_path / "root"
    stage.lay_out(artefacts, python, root, tmp_path / "work")
    made = {path.relative_to(root / "python").as_posix() for path in root.rglob("*.*")
            if path.is_relative_to(root / "python") and path.is_file()}  # fmt: skip
    assert made == {*KEPT, "msvcp140.dll", "vcruntime140_1.dll", "Lib/sitecustomize.py"}
    assert (root / "python/vcruntime140.dll").read_text() == "old"  # Python's own stays
    assert (root / "Tonekiln.exe").is_file()
    assert all((python / name).exists() for name in LEFT)
