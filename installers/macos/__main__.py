"""Lay the installer for macOS out, and have Apple's tools pack it: on a Mac only.

python -m installers.macos TARGET --artefacts FOLDER --python FOLDER. Never run yet.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from installers import facts, source
from installers.macos import layout


def main() -> None:
    """Build into the target, and say its digest and size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("target", type=Path)
    options.add_argument("--artefacts", type=Path, required=True, help="the built plugin's")
    options.add_argument("--python", type=Path, required=True, help="a relocatable CPython")
    asked = options.parse_args()
    if sys.platform != "darwin":
        options.error("pkgbuild and productbuild are on a Mac only")
    asked.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tonekiln-installer-") as folder:
        work = Path(folder)
        ours = source.archive(asked.target)
        layout.lay_out(asked.artefacts, asked.python, work / "root", work / "wheels", ours.name)
        script = Path(__file__).with_name("build_pkg.sh")
        facts.run([script, work / "root", asked.target, facts.version()])
        source.say([ours, *sorted(asked.target.glob("*.pkg"))])


if __name__ == "__main__":
    main()
