"""The Debian package: for everybody on a machine, found by every user's plugin."""

from __future__ import annotations

import shutil
from pathlib import Path

from installers import facts, tree
from installers.linux.programs import (
    INSTALLED_AT,
    Programs,
    command_line,
    desktop_entry,
    plugin_binaries,
    record,
)
from installers.notices import listing
from installers.notices.listing import Layout
from installers.runtime.shared_libraries import Bundled

PACKAGE = "tonekiln"
SCRIPTS = Path(__file__).with_name("debian")

# As much of a source package as dpkg-shlibdeps asks for.
_STUB = f"Source: {PACKAGE}\n\nPackage: {PACKAGE}\nArchitecture: any\n"

# Which JUCE opens by name while it runs, so that no list in the plugin has them.
_OPENED = ("libasound2", "libx11-6", "libxcursor1", "libxext6", "libxinerama1", "libxrandr2")


def make(programs: Programs, work: Path, target: Path, source: str) -> Path:
    """Lay the files out, write what is said of them, and pack it.

    Args:
        programs: what to install.
        work: a folder for the layout.
        target: the folder for the package.
        source: the name of the archive with our source.
    """
    root = work / "deb"
    _lay_out(programs, root)
    layout = Layout(
        root=root,
        python="usr/lib/tonekiln/python",
        site=f"usr/lib/tonekiln/python/lib/python{programs.python.version}/site-packages",
        programs="usr/lib/tonekiln/python/bin",
        plugin=(
            *("usr/lib/vst3/Tonekiln.vst3/", "usr/lib/lv2/Tonekiln.lv2/"),
            *("usr/lib/tonekiln/Tonekiln", "usr/bin/tonekiln-standalone"),
        ),
        ours=(
            *("usr/bin/tonekiln", "usr/lib/tonekiln/install.json"),
            *("usr/share/applications/tonekiln.desktop", "usr/share/doc/tonekiln/"),
        ),
        notices="usr/share/doc/tonekiln/notices",
        bundled=tuple(_moved(one, programs, root) for one in programs.python.bundled),
        source=source,
    )
    listing.write(listing.works(layout), root / layout.notices)
    size = sum(path.lstat().st_size for path in root.rglob("*") if not path.is_dir())
    _describe(root, _depends(programs, work / "depends"), size)
    return pack(root, target / f"{PACKAGE}_{facts.version()}_{_architecture()}.deb")


def pack(root: Path, package: Path) -> Path:
    """Make the package of a layout, its files of one date."""
    tree.settle(root, facts.epoch())
    # One thread: how xz cuts its input is then the same on every machine.
    build = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--threads-max=1", "--build"]
    facts.run([*build, root, package])
    return package


def _lay_out(programs: Programs, root: Path) -> None:
    shutil.rmtree(root, ignore_errors=True)
    own = root / INSTALLED_AT.strip("/")
    tree.replace(programs.python.folder, own / "python")
    tree.replace(programs.standalone, own / "Tonekiln")
    tree.replace(programs.vst3, root / "usr/lib/vst3/Tonekiln.vst3")
    tree.replace(programs.lv2, root / "usr/lib/lv2/Tonekiln.lv2")
    python = f"{INSTALLED_AT}/python/bin/python3"
    tree.write(own / "install.json", record(python))
    tree.write(root / "usr/bin/tonekiln", command_line(python), runs=True)
    (root / "usr/bin/tonekiln-standalone").symlink_to("../lib/tonekiln/Tonekiln")
    desktop = root / "usr/share/applications/tonekiln.desktop"
    tree.write(desktop, desktop_entry("tonekiln-standalone"))
    copyright_file = root / "usr/share/doc/tonekiln/copyright"
    tree.write(copyright_file, (SCRIPTS / "copyright").read_text("utf-8"))


def _describe(root: Path, depends: str, size: int) -> None:
    control = (SCRIPTS / "control").read_text("utf-8").format(
        package=PACKAGE,
        version=facts.version(),
        architecture=_architecture(),
        depends=depends,
        kilobytes=size // 1024,
    )  # fmt: skip
    tree.write(root / "DEBIAN" / "control", control)
    for name in ("prerm", "postrm"):
        text = (SCRIPTS / f"{name}.sh").read_text("utf-8")
        tree.write(root / "DEBIAN" / name, text, runs=True)
    tree.write(root / "DEBIAN" / "templates", (SCRIPTS / "templates").read_text("utf-8"))


def _depends(programs: Programs, work: Path) -> str:
    """The packages of the libraries that are not carried, with the versions that they must have."""
    python = programs.python.folder
    binaries = [*python.rglob("*.so*"), python / "bin" / f"python{programs.python.version}"]
    carried = {one.package for one in programs.python.bundled}
    found = _needed(plugin_binaries(programs), work) | {
        word
        for word in _needed(binaries, work)
        if (name := word.split()[0]) not in carried and not name.startswith("libpython")
    }
    named = {word.split()[0] for word in found}
    return ", ".join(sorted(found | {name for name in _OPENED if name not in named}))


def _needed(binaries: list[Path], work: Path) -> set[str]:
    """Packages that these are linked with, as this machine's own say."""
    shutil.rmtree(work, ignore_errors=True)
    tree.write(work / "debian" / "control", _STUB)
    folders = sorted({f"-l{path.parent}" for path in binaries})
    command = ["dpkg-shlibdeps", "-O", "--ignore-missing-info", "--warnings=0", *folders]
    said = facts.run([*command, *(f"-e{path}" for path in sorted(binaries))], work)
    listed = said.partition("shlibs:Depends=")[2].splitlines()[0]
    return {word.strip() for word in listed.split(",")}


def _moved(one: Bundled, programs: Programs, root: Path) -> Bundled:
    file = root / "usr/lib/tonekiln/python" / one.file.relative_to(programs.python.folder)
    return Bundled(file, one.package, one.version, one.notice)


def _architecture() -> str:
    return facts.run(["dpkg", "--print-architecture"]).strip()
