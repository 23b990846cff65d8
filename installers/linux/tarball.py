"""The portable archive: for one user, on any Linux with a desktop, without root."""

from __future__ import annotations

import shutil
from pathlib import Path

from installers import facts, tree
from installers.linux.programs import Programs
from installers.notices import listing
from installers.notices.listing import Layout
from installers.runtime import shared_libraries
from installers.runtime.shared_libraries import Bundled

SCRIPTS = Path(__file__).with_name("portable")
_RUNS = ("install.sh", "uninstall.sh")


def make(programs: Programs, work: Path, target: Path, source: str) -> Path:
    """Lay the folder out, write what is said of it, and pack it."""
    name = f"tonekiln-{facts.version()}-linux-{facts.run(['uname', '-m']).strip()}"
    root = work / "portable" / name
    shutil.rmtree(root.parent, ignore_errors=True)
    tree.replace(programs.python.folder, root / "python")
    vst3 = tree.replace(programs.vst3, root / "Tonekiln.vst3")
    lv2 = tree.replace(programs.lv2, root / "Tonekiln.lv2")
    standalone = tree.replace(programs.standalone, root / "Tonekiln")
    bundled = [
        Bundled(root / "python" / one.file.relative_to(programs.python.folder), *_told(one))
        for one in programs.python.bundled
    ]
    for binary in (*sorted(vst3.rglob("*.so")), *sorted(lv2.rglob("*.so")), standalone):
        beside = binary.with_name("lib")
        bundled += shared_libraries.bundle([binary], beside)
    for script in sorted(SCRIPTS.iterdir()):
        text = script.read_text("utf-8").replace("@VERSION@", facts.version())
        tree.write(root / script.name, text, runs=script.name in _RUNS)
    layout = Layout(
        root=root,
        python="python",
        site=f"python/lib/python{programs.python.version}/site-packages",
        programs="python/bin",
        plugin=("Tonekiln.vst3/", "Tonekiln.lv2/", "Tonekiln", "lib/"),
        ours=tuple(script.name for script in sorted(SCRIPTS.iterdir())),
        notices="notices",
        bundled=tuple(bundled),
        source=source,
    )
    listing.write(listing.works(layout), root / layout.notices)
    tree.settle(root, facts.epoch())
    return tree.pack(root, target / f"{name}.tar.xz", facts.epoch())


def _told(one: Bundled) -> tuple[str, str, str]:
    return one.package, one.version, one.notice
