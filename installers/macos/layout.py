"""Where things lie on a Mac, one folder for each of the installer's packages."""

from __future__ import annotations

import shutil
from pathlib import Path

from installers import facts, tree
from installers.linux.programs import command_line, record
from installers.notices import listing
from installers.notices.listing import Layout
from installers.runtime import interpreter, wheels

INSTALLED_AT = "/Library/Application Support/Tonekiln"
AGENT = "Library/LaunchAgents/org.tonekiln.daemon.plist"
_HERE = Path(__file__).parent


def lay_out(artefacts: Path, python: Path, root: Path, work: Path, source: str) -> None:
    """Put everything together.

    Args:
        artefacts: the plugin's, a folder for each format.
        python: a relocatable CPython's folder.
        root: for the layout.
        work: for downloads.
        source: the name of the archive with our source.
    """
    shutil.rmtree(root, ignore_errors=True)
    own = root / "daemon" / INSTALLED_AT.strip("/")
    brought = interpreter.bring(python, own / "python")
    whose = ["--python", str(brought.program)]
    wheels.bring(brought.site, brought.program.parent, work, whose, {})
    interpreter.compile_all(brought, f"{INSTALLED_AT}/python")
    program = f"{INSTALLED_AT}/python/bin/python3"
    tree.write(own / "install.json", record(program))
    tree.write(root / "daemon/usr/local/bin/tonekiln", command_line(f'"{program}"'), runs=True)
    tree.replace(_HERE / "org.tonekiln.daemon.plist", root / "daemon" / AGENT)
    for name in ("doorbell.py", "uninstall.sh"):
        tree.replace(_HERE / name, own / name)
    for kind, name in (("VST3", "Tonekiln.vst3"), ("AU", "Tonekiln.component")):
        tree.replace(artefacts / kind / name, root / kind.lower() / name)
    tree.replace(artefacts / "Standalone" / "Tonekiln.app", root / "standalone" / "Tonekiln.app")
    _tell(root, brought.version, source)


def _tell(root: Path, version: str, source: str) -> None:
    own = f"daemon{INSTALLED_AT}"
    layout = Layout(
        root=root,
        python=f"{own}/python",
        site=f"{own}/python/lib/python{version}/site-packages",
        programs=f"{own}/python/bin",
        plugin=("vst3/", "au/", "standalone/"),
        ours=(
            *(f"{own}/install.json", f"{own}/doorbell.py", f"{own}/uninstall.sh"),
            *("daemon/usr/local/bin/tonekiln", f"daemon/{AGENT}"),
        ),
        notices=f"{own}/notices",
        bundled=(),
        source=source,
    )
    listing.write(listing.works(layout), root / layout.notices)
    tree.settle(root, facts.epoch())
