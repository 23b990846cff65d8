"""The daemon, what it needs and `uv`, as their wheels hold them."""

from __future__ import annotations

import shutil
import sys
import tomllib
import zipfile
from pathlib import Path

from packaging.requirements import Requirement

from installers import facts

UV = "uv"
_NO_TESTS = ("numpy", "scipy")
"""Packages whose own tests are left out: a third of scipy."""

WINDOWS = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"}


def bring(site: Path, scripts: Path, work: Path, whose: list[str], marks: dict[str, str]) -> None:
    """Unpack the daemon with all it needs into a Python.

    Args:
        site: its packages' folder.
        scripts: the folder of its programs, into which `uv` comes.
        work: for downloads.
        whose: pip's options that name the Python they are for.
        marks: what differs from this machine in the requirements' markers.
    """
    shutil.rmtree(work, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    for_it = whose[:2] if whose[:1] == ["--python"] else []
    target = whose[len(for_it) :]
    versions = [word for file in facts.CONSTRAINTS for word in ("-c", str(file))]
    options = ["--dest", str(work), "--only-binary", ":all:", *versions, *target]
    facts.run([*pip, *for_it, "download", *options, *needed(marks), UV])
    facts.run([*pip, "wheel", "--no-deps", "--wheel-dir", str(work), str(facts.ROOT)])
    for wheel in sorted(work.glob("*.whl")):
        _unpack(wheel, site, scripts)
    for name in _NO_TESTS:
        for tests in sorted((site / name).rglob("tests")):
            shutil.rmtree(tests, ignore_errors=True)  # some are within others


def needed(marks: dict[str, str]) -> list[str]:
    """What `pyproject.toml` asks for where these markers hold."""
    project = tomllib.loads((facts.ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = [Requirement(text) for text in project["dependencies"]]
    return [
        f"{one.name}{one.specifier}"
        for one in wanted
        if one.marker is None or one.marker.evaluate(marks)
    ]


def _unpack(wheel: Path, site: Path, scripts: Path) -> None:
    """PEP 427: what is not in `*.data` goes to the packages, the rest where its folder says."""
    with zipfile.ZipFile(wheel) as packed:
        for info in packed.infolist():
            target = _place(info.filename, site, scripts)
            if info.is_dir() or target is None:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(packed.read(info))
            if target.parent == scripts or info.external_attr >> 16 & 0o100:
                target.chmod(0o755)


def _place(name: str, site: Path, scripts: Path) -> Path | None:
    first, _, rest = name.partition("/")
    if not first.endswith(".data"):
        return site / name
    kind, _, inner = rest.partition("/")
    if kind in ("purelib", "platlib"):
        return site / inner
    if kind == "scripts":
        return scripts / inner if Path(inner).stem == UV else None
    raise SystemExit(f"{name}: nobody has said where this belongs")
