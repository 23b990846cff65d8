"""Pin torch for each kind of accelerator, each wheel by its SHA-256: what a release does first.

`python scripts/pin_accelerators.py` asks torch's own indexes, by uv, so it needs the network; a
list without a build of the versions wanted stays as it is, and that choice is not offered.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tonekilnd.engines.libraries.accelerators import offered, requirements_in, torch_in
from tonekilnd.engines.libraries.install import ACCELERATORS, PINS, PYTHONS

HEADER = "# Pinned by scripts/pin_accelerators.py.\n"


def main() -> int:
    """Renew every list; 1 where none could be pinned."""
    for file in sorted(ACCELERATORS.glob("*.txt")):
        done = pin(file)
        print(f"{file.stem}: {'pinned' if done else 'no build of ' + torch_in(file)}")
    return int(not offered(ACCELERATORS))


def pin(file: Path) -> bool:
    """Whether a list could be pinned."""
    wanted = [line.partition(" ")[0] for line in requirements_in(file)]
    named = [one.partition("+")[0] for one in wanted if one.startswith("torch")]
    lowest = ".".join(str(part) for part in min(PYTHONS))
    with tempfile.TemporaryDirectory() as aside:
        pinned = Path(aside, "pinned.txt")
        command = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", lowest]
        command += ["--torch-backend", file.stem, "--generate-hashes", "-c", str(PINS)]
        command += ["--no-header", "--no-annotate", "--no-emit-index-url", "-o", str(pinned), "-"]
        asked = subprocess.run(command, input="\n".join(named), text=True, check=False)
        if asked.returncode:
            return False
        file.write_text(HEADER + pinned.read_text("utf-8"), encoding="utf-8")
    return True


if __name__ == "__main__":
    sys.exit(main())
