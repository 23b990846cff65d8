"""clang-tidy over juce-plugin/source: every file once, with the flags it is compiled with.

Usage: lint_plugin.py BUILD [FILE...]. BUILD is a configured build folder; all files by default.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TIDY = os.environ.get("CLANG_TIDY", "clang-tidy-14")
# g++'s precompiled headers are of no use to clang.
PRECOMPILED = re.compile(r" -fpch-preprocess| -Winvalid-pch| -include \S+cmake_pch\.hxx")
SOURCE = Path(__file__).resolve().parents[1] / "juce-plugin" / "source"


def main(build: Path, only: list[Path]) -> int:
    commands = commands_by_file(build)
    chosen = [SOURCE / file for file in only] or sorted(commands)
    database = build / "tidy"
    database.mkdir(exist_ok=True)
    (database / "compile_commands.json").write_text(json.dumps(list(commands.values())))
    bad = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for said in pool.map(lambda file: tidied(file, database), chosen):
            bad += bool(said)
            if said:
                print(said, flush=True)
    print(f"{len(chosen)} files, {bad or 'nothing'} found")
    return 1 if bad else 0


def commands_by_file(build: Path) -> dict[Path, dict[str, str]]:
    """One way of compiling each of our files; each format of the plugin has its own."""
    entries = json.loads((build / "compile_commands.json").read_text())
    return {
        Path(entry["file"]): entry | {"command": PRECOMPILED.sub("", entry["command"])}
        for entry in entries
        if Path(entry["file"]).is_relative_to(SOURCE)
    }


def tidied(file: Path, database: Path) -> str:
    """What clang-tidy finds in one file, or nothing."""
    done = subprocess.run(
        [TIDY, "--quiet", "-p", database, file], capture_output=True, text=True, check=False
    )
    return f"{done.stdout}{done.stderr if not done.stdout else ''}" if done.returncode else ""


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), [Path(file) for file in sys.argv[2:]]))
