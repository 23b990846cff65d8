"""Every shell script of the project, and every step of GitHub's workflows, read by shellcheck.

Usage: python scripts/lint_shell.py. Ends with shellcheck's status; a step is named by its workflow,
its job and its number.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
WORKFLOWS = ROOT / ".github" / "workflows"
_FOLDERS = (".ci", ".github", "installers", "juce-plugin", "scripts", "tests")
_NOT_OURS = {"build", "__pycache__", "node_modules"}
_SHEBANG = re.compile(rb"#!(/usr)?/bin/(env )?(ba|da)?sh\b")
_EXPRESSION = re.compile(r"\$\{\{.*?\}\}", re.DOTALL)
# GitHub runs a step in the shell `bash` like this.
_HEAD = "#!/bin/bash\nset -eo pipefail\n"


def scripts() -> list[Path]:
    """Files whose first line names a shell, of folders that hold what was written here."""
    files = sorted(file for name in _FOLDERS for file in (ROOT / name).rglob("*"))
    ours = (file for file in files if file.is_file() and not _NOT_OURS & set(file.parts))
    return [file for file in ours if _SHEBANG.match(_first_bytes(file))]


def steps(workflow: Path) -> dict[str, str]:
    """What a workflow's steps have bash do, each under a name of its own.

    What GitHub puts in is a word to the shell.
    """
    found = {}
    for label, job in _read(workflow)["jobs"].items():
        usual = job.get("defaults", {}).get("run", {}).get("shell", "bash")
        for number, step in enumerate(job.get("steps", ())):
            if "run" in step and step.get("shell", usual) == "bash":
                text = _EXPRESSION.sub("expression", step["run"])
                found[f"{workflow.stem}-{label}-{number}.sh"] = _HEAD + text
    return found


def _read(workflow: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(workflow.read_text("utf-8"))
    return document


def _first_bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(32)


def main() -> int:
    """Check them all."""
    with tempfile.TemporaryDirectory() as folder:
        files = scripts()
        for workflow in sorted(WORKFLOWS.glob("*.yml")):
            for name, text in steps(workflow).items():
                files.append(Path(folder, name))
                files[-1].write_text(text, encoding="utf-8")
        return subprocess.run(["shellcheck", "--severity=info", *files], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
