"""Make the installers for Linux: python -m installers.linux TARGET --artefacts FOLDER."""

from __future__ import annotations

import argparse
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from installers import source
from installers.linux import deb, programs, tarball


def main() -> None:
    """Build into the target, and say each file's digest and size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("target", type=Path)
    options.add_argument("--artefacts", type=Path, required=True, help="the built plugin's")
    options.add_argument("--python", type=Path, help="a relocatable CPython's folder")
    asked = options.parse_args()
    asked.target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tonekiln-installer-") as folder:
        work = Path(folder)
        ours = source.archive(asked.target)
        built = programs.build(asked.artefacts, asked.python, work)
        with ThreadPoolExecutor() as both:  # xz takes minutes, on one core each
            packing = [
                both.submit(kind.make, built, work, asked.target, ours.name)
                for kind in (deb, tarball)
            ]
        made = [ours, *(one.result() for one in packing)]
    source.say(made)


if __name__ == "__main__":
    main()
