"""Microsoft's C++ run time, which some of the daemon's libraries are linked with.

A CPython brings its C half alone, and a Windows on which no program has installed the rest has
none. Beside `python.exe` the loader finds it for every library of that Python.
"""

from __future__ import annotations

import shutil
import sys
import zipfile
from pathlib import Path, PurePosixPath

from installers import facts

PACKAGE = "msvc-runtime"
_LIBRARIES = ("msvcp140.dll", "vcruntime140.dll", "vcruntime140_1.dll")


def bring(python: Path, work: Path, whose: list[str]) -> None:
    """Put those of the libraries into a Python's folder that it has not got.

    Args:
        python: with its python.exe.
        work: for the download.
        whose: pip's options that name the Python.
    """
    shutil.rmtree(work, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
    versions = [word for file in facts.CONSTRAINTS for word in ("-c", str(file))]
    options = ["--no-deps", "--only-binary", ":all:", "--dest", str(work), *versions]
    facts.run([*pip, *options, *whose, PACKAGE])
    (wheel,) = work.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        files = {PurePosixPath(name).name: name for name in packed.namelist()}
        for name in _LIBRARIES:
            if not (python / name).exists():
                (python / name).write_bytes(packed.read(files[name]))
