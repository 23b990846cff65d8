"""Make the installer for Windows: python -m installers.windows TARGET --artefacts A --python P."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from installers import source
from installers.windows import script, stage


def main() -> None:
    """Build into the target, and say its digest and size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("target", type=Path)
    options.add_argument("--artefacts", type=Path, required=True, help="the built plugin's")
    options.add_argument("--python", type=Path, required=True, help="a CPython for Windows")
    asked = options.parse_args()
    asked.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tonekiln-installer-") as folder:
        work = Path(folder)
        ours = source.archive(asked.target)
        stage.lay_out(asked.artefacts, asked.python, work / "root", work / "wheels")
        stage.tell(work / "root", ours.name)
        source.say([ours, script.pack(work / "root", asked.target, work)])


if __name__ == "__main__":
    main()
