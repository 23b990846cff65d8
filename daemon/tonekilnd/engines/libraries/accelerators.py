"""Builds of torch for each kind of accelerator: uv knows which fits, a release pins them.

`constraints/accelerators/NAME.txt` lists what uv's `--torch-backend=NAME` brings: versions with
`==`, and the SHA-256 of every wheel, which a release fills in. A list without them is not offered:
then the index's own build comes, as with pip.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from tonekiln.platform import children

from .packers import Packer

_ASK_SECONDS = 120.0
_CONTINUED = re.compile(r"\\\s*\n\s*")
_WOULD_COME = re.compile(r"^ \+ torch==[^+\s]+\+(\S+)$", re.MULTILINE)
"""Of what uv says it would install: the label of the build is the accelerator's name."""


def requirements_in(file: Path) -> list[str]:
    """The requirements of a file, one a line, whatever lines their hashes are on."""
    text = _CONTINUED.sub(" ", file.read_text("utf-8"))
    lines = (line.strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def offered(folder: Path) -> dict[str, Path]:
    """The lists of a folder whose every requirement has its wheels' digests, by accelerator."""
    return {
        file.stem: file
        for file in sorted(folder.glob("*.txt"))
        if (lines := requirements_in(file)) and all("--hash=sha256:" in line for line in lines)
    }


def torch_in(file: Path) -> str:
    """The requirement of torch itself, without its digests; "" where there is none."""
    names = (line.partition(" ")[0] for line in requirements_in(file))
    return next((name for name in names if name.startswith("torch==")), "")


def fitting(packer: Packer, lists: dict[str, Path], cache: Path) -> str:
    """The accelerator for which uv would bring torch here, where it is offered; else ""."""
    wanted = {torch_in(file).partition("+")[0] for file in lists.values()} - {""}
    if not packer.uv or len(wanted) != 1:
        return ""
    with tempfile.TemporaryDirectory(prefix="tonekiln-asks-") as nowhere:
        given = ["--dry-run", "--no-deps", "--torch-backend", "auto", *wanted]
        try:
            asked = subprocess.run(
                packer.command(Path(nowhere), given, cache=cache),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=_ASK_SECONDS,
                check=False,
                creationflags=children.quiet(),
            )
        except (OSError, subprocess.TimeoutExpired):
            return ""
    found = _WOULD_COME.search(asked.stderr + asked.stdout)
    return found[1] if found and found[1] in lists else ""
