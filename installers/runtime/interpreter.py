"""A CPython that runs from wherever its folder is put.

Releases name a relocatable build. Where none is named, this machine's own is copied, and with it
the libraries that not every machine has.
"""

from __future__ import annotations

import shutil
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

from installers import facts, tree
from installers.runtime import shared_libraries
from installers.runtime.shared_libraries import Bundled

# What neither the daemon nor `uv` asks of it; readline and gdbm are GPL, Tk and curses draw.
_PACKAGES_LEFT_OUT = (
    *("test", "idlelib", "lib2to3", "tkinter", "turtledemo", "ensurepip", "pydoc_data"),
    *("curses", "dbm/gnu.py", "turtle.py"),
)
_MODULES_LEFT_OUT = (
    *("_curses", "_curses_panel", "_dbm", "_gdbm", "_tkinter", "readline", "nis", "ossaudiodev"),
    *("_crypt", "_ctypes_test", "_testbuffer", "_testcapi", "_testclinic", "_testimportmultiple"),
    *("_testinternalcapi", "_testmultiphase", "_testsinglephase", "_xxtestfuzz", "xxlimited"),
    *("xxlimited_35", "xxsubtype"),
)
_FOLDERS_LEFT_OUT = ("include", "share", "lib/pkgconfig", "lib/itcl*", "lib/tcl*", "lib/tk*")

_NO_USERS_PACKAGES = '''"""Tonekiln's Python, whatever a user has installed for another one."""
import os
import site
import sys

os.environ["PYTHONNOUSERSITE"] = "1"  # nor do its children look
if site.ENABLE_USER_SITE:
    sys.path[:] = [path for path in sys.path if path != site.getusersitepackages()]
    site.ENABLE_USER_SITE = False
'''


@dataclass(frozen=True)
class Interpreter:
    """One that was put in place."""

    folder: Path
    version: str
    """As in `python3.11`: "3.11"."""
    bundled: tuple[Bundled, ...]
    """Libraries of this machine's that came along."""

    @property
    def program(self) -> Path:
        """What runs it."""
        return self.folder / "bin" / "python3"

    @property
    def site(self) -> Path:
        """Where its packages lie."""
        return self.folder / "lib" / f"python{self.version}" / "site-packages"


def bring(named: Path | None, target: Path) -> Interpreter:
    """Put a copy of the named folder, or of this machine's own Python, at the target.

    Raises:
        SystemExit: this machine's cannot be copied, and none was named.
    """
    if named is None:
        version = _copy_this_machines(target)
    else:
        tree.replace(named, target)
        (library,) = (target / "lib").glob("python3.*")
        version = library.name.removeprefix("python")
    _leave_out(target, version)
    forget_users_packages(target / "lib" / f"python{version}")
    bundled = () if named else tuple(_make_movable(target))
    return Interpreter(target, version, bundled)


def compile_all(python: Interpreter, installed_at: str) -> None:
    """Byte code for all of it, which a program of root's could not keep for its users.

    One process, one order, no dates within: the same bytes each time.
    """
    command = [python.program, "-m", "compileall", "-q", "-f", "-j", "1"]
    options = ["--invalidation-mode", "unchecked-hash"]
    paths = ["-s", str(python.folder), "-p", installed_at, str(python.folder / "lib")]
    facts.run([*command, *options, *paths], PYTHONHASHSEED="0")


def _copy_this_machines(target: Path) -> str:
    if "posix_local" in sysconfig.get_scheme_names():  # Debian's
        raise SystemExit(
            "This machine's Python looks for its packages in folders of its own, so that a copy "
            "would find none. Name a relocatable one: make installer-linux INSTALLER_PYTHON=FOLDER"
        )
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    shutil.rmtree(target, ignore_errors=True)
    program = target / "bin" / f"python{version}"
    program.parent.mkdir(parents=True)
    shutil.copy2(Path(sys.base_prefix, "bin", f"python{version}").resolve(), program)
    program.with_name("python3").symlink_to(program.name)
    library = target / "lib" / f"python{version}"
    no_packages = shutil.ignore_patterns("site-packages", "__pycache__", "config-*")
    shutil.copytree(sysconfig.get_path("stdlib"), library, ignore=no_packages)
    if sysconfig.get_config_var("Py_ENABLE_SHARED"):
        name = str(sysconfig.get_config_var("INSTSONAME"))
        shutil.copy2(Path(sysconfig.get_config_var("LIBDIR"), name), target / "lib")
    return version


def _leave_out(folder: Path, version: str) -> None:
    library = folder / "lib" / f"python{version}"
    unwanted = [path for name in _FOLDERS_LEFT_OUT for path in folder.glob(name)]
    unwanted += [library / name for name in (*_PACKAGES_LEFT_OUT, "site-packages")]
    unwanted += library.glob("config-*")
    modules = [*(library / "lib-dynload").glob("*.so")]
    unwanted += [file for file in modules if file.name.partition(".")[0] in _MODULES_LEFT_OUT]
    unwanted += [path for path in (folder / "bin").iterdir() if not _is_the_interpreter(path)]
    unwanted += library.rglob("__pycache__")
    for path in unwanted:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    (library / "site-packages").mkdir()


def _is_the_interpreter(path: Path) -> bool:
    return path.name.removeprefix("python3").replace(".", "").isdigit() or path.name == "python3"


def forget_users_packages(library: Path) -> None:
    """Ours never mixes with what its user installed for another Python of that version.

    `site` itself is frozen into the interpreter, so that a change in its file would be nothing.
    """
    tree.write(library / "sitecustomize.py", _NO_USERS_PACKAGES)


def _make_movable(folder: Path) -> list[Bundled]:
    programs = [path for path in (folder / "bin").iterdir() if not path.is_symlink()]
    libraries = sorted((folder / "lib").rglob("*.so*"))
    shared_libraries.strip([*programs, *libraries])
    return shared_libraries.bundle([*programs, *libraries], folder / "lib")
