"""Our own exact source, which the AGPL promises to whoever has the plugin; and what was made."""

from __future__ import annotations

import gzip
import hashlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from installers import facts


def archive(target: Path) -> Path:
    """The commit's files, in an archive of the commit's date."""
    name = f"tonekiln-{facts.version()}-source"
    command = ["git", "archive", f"--prefix={name}/", "--format=tar", "HEAD"]
    ended = subprocess.run(
        command, cwd=facts.ROOT, capture_output=True, check=True, timeout=facts.SECONDS
    )
    made = target / f"{name}.tar.gz"
    made.write_bytes(gzip.compress(ended.stdout, mtime=facts.epoch()))
    return made


def say(made: Iterable[Path]) -> None:
    """One line a file: digest, megabytes, name."""
    for file in made:
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        sys.stdout.write(f"{digest}  {file.stat().st_size / 1e6:6.1f} MB  {file.name}\n")
