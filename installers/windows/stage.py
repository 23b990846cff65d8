"""What the installer for Windows holds, laid out as it will lie on the disk."""

from __future__ import annotations

import shutil
from pathlib import Path

from installers import facts, tree
from installers.notices import listing
from installers.notices.listing import Layout
from installers.runtime import interpreter, wheels
from installers.windows import run_time

SITE = "python/Lib/site-packages"
SCRIPTS = Path(__file__).with_name("files")

_FOLDERS_LEFT_OUT = ("include", "libs", "tcl", "Doc", "Tools", "share", "Scripts")
_PACKAGES_LEFT_OUT = (
    "test",
    "idlelib",
    "lib2to3",
    "tkinter",
    "turtledemo",
    "ensurepip",
    "turtle.py",
)
_LIBRARIES_LEFT_OUT = (
    "_tkinter*",
    "tcl*",
    "tk*",
    "zlib1*",
    "_test*",
    "_ctypes_test*",
    "xxlimited*",
)


def lay_out(artefacts: Path, python: Path, root: Path, work: Path) -> None:
    """Put the daemon's Python together, and take the plugin that was built.

    Args:
        artefacts: the plugin's, a folder for each format.
        python: the folder of a CPython for Windows, with its python.exe.
        root: for the layout.
        work: for downloads.
    """
    shutil.rmtree(root, ignore_errors=True)
    own = tree.replace(python, root / "python")
    _leave_out(own)
    if (own / "Lib" / "site.py").exists():  # an embeddable one looks nowhere else
        interpreter.forget_users_packages(own / "Lib")
    (root / SITE).mkdir(parents=True)
    version = _see_packages(own)
    tags = ("--abi", f"cp{version}", "--abi", "abi3", "--abi", "none")
    whose = ["--platform", "win_amd64", "--implementation", "cp", "--python-version", version]
    run_time.bring(own, work, [*whose, *tags])
    wheels.bring(root / SITE, own / "Scripts", work, [*whose, *tags], wheels.WINDOWS)
    tree.replace(artefacts / "VST3" / "Tonekiln.vst3", root / "Tonekiln.vst3")
    tree.replace(artefacts / "Standalone" / "Tonekiln.exe", root / "Tonekiln.exe")
    for file in sorted(SCRIPTS.iterdir()):
        tree.replace(file, root / file.name)


def tell(root: Path, source: str) -> None:
    """Write what is in it and whose, and give everything one date."""
    layout = Layout(
        root=root,
        python="python",
        site=SITE,
        programs="python/Scripts",
        plugin=("Tonekiln.vst3/", "Tonekiln.exe"),
        ours=("bin/",),
        notices="notices",
        bundled=(),
        source=source,
    )
    listing.write(listing.works(layout), root / layout.notices)
    tree.settle(root, facts.epoch())


def _leave_out(python: Path) -> None:
    """What neither the daemon nor `uv` asks of a whole CPython; an embeddable one has none."""
    library = python / "Lib"
    unwanted = [python / name for name in _FOLDERS_LEFT_OUT]
    unwanted += [library / name for name in (*_PACKAGES_LEFT_OUT, "site-packages")]
    unwanted += [file for name in _LIBRARIES_LEFT_OUT for file in (python / "DLLs").glob(name)]
    unwanted += library.rglob("__pycache__")
    for path in unwanted:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def _see_packages(python: Path) -> str:
    """Its version, as in "313"; a Python that reads its folders from a list is told of ours."""
    (library,) = [file for file in python.glob("python3?*.dll") if file.stem != "python3"]
    version = library.stem.removeprefix("python")
    for paths in python.glob("python3*._pth"):
        lines = [f"{library.stem}.zip", ".", "Lib\\site-packages", "import site"]
        paths.write_text("\n".join(lines) + "\n")
    return version
