"""Whether two versions of the native kernels come to the same machine code.

python scripts/compare_kernels.py BEFORE [AFTER]

Each is a commit; without AFTER it is the working tree. Both are compiled for every instruction
set that the kernels tell apart, and their functions compared whatever they are called and in
whatever order they stand: a change of names must change nothing. Exits with 1 where code differs.
"""

from __future__ import annotations

import argparse
import platform
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tonekilnd.engines.neural.fast.native import build

ROOT = Path(__file__).resolve().parents[1]
INSTRUCTION_SETS = {
    "no AVX": "x86-64",
    "AVX2": "x86-64-v3",
    "AVX-512": "x86-64-v4",
    "AVX-512 VNNI": "icelake-server",
    "AVX-512 BF16, VNNI": "cooperlake",
    "AMX": "sapphirerapids",
}
"""What the kernels tell apart, and a processor of GCC's that has it."""

SOURCE = re.compile(r"daemon/.*/native/.*\.(h|cpp)$")
NAME = re.compile(r"<[^>+]*(\+0x[0-9a-f]+)?>")
PLACE = re.compile(r"-?0x[0-9a-f]+\(%rip\)")
PADDING = re.compile(r"(data16 )*(cs )?nop[wl]?( .*)?|xchg %ax,%ax")
JUMP = re.compile(r"^(j\w+|call\w*|xbegin)\s+(?:[0-9a-f]+ )?<([^>+]*)(\+0x[0-9a-f]+)?>")


def run(*command: str, folder: Path = ROOT) -> str:
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


def sources(commit: str | None, folder: Path) -> None:
    """A version's headers and sources, side by side in a folder."""
    listing = ("ls-tree", "-r", "--name-only", commit) if commit else ("ls-files", "-co")
    for name in run("git", *listing, "--", "daemon").splitlines():
        if SOURCE.search(name) and (commit or (ROOT / name).exists()):
            text = run("git", "show", f"{commit}:{name}") if commit else (ROOT / name).read_text()
            (folder / Path(name).name).write_text(text)


def flags() -> list[str]:
    """The builder's, without what it adds for the machine it runs on."""
    return [f for f in (*build.FLAGS, build.WIDE) if f != "-shared" and "-march" not in f]


def machine_code(folder: Path, processor: str) -> Counter[str]:
    """Bodies of all functions of the library, without names and addresses, and its constants."""
    target = (*flags(), f"-march={processor}")
    objects = []
    for source in sorted(folder.glob("*.cpp")):
        objects.append(source.stem + ".o")
        run("g++", *target, "-c", source.name, "-o", objects[-1], folder=folder)
    run("g++", *target, "-shared", *objects, "-o", "kernels.so", folder=folder)
    listing = run(
        "objdump",
        "-d",
        "--no-show-raw-insn",
        "--no-addresses",
        "-j",
        ".text",
        "kernels.so",
        folder=folder,
    )
    found: Counter[str] = Counter()
    for block in re.split(r"\n(?=<.*>:\n)", listing)[1:]:
        head, *lines = block.splitlines()
        body = [nameless(line.strip(), head[1:-2]) for line in lines if line.strip()]
        while body and PADDING.fullmatch(body[-1]):
            body.pop()
        found["\n".join(body)] += 1
    found["constants " + " ".join(sorted(constants(objects, folder)))] += 1
    return found


def constants(objects: list[str], folder: Path) -> set[str]:
    """What functions load from memory, four bytes each."""
    words: set[str] = set()
    for section in run("objdump", "-s", *objects, folder=folder).split("Contents of section ")[1:]:
        if section.startswith(".rodata"):
            words.update(w for row in section.splitlines()[1:] for w in row[1:42].split()[1:])
    return words


def nameless(instruction: str, function: str) -> str:
    """Jumps keep how far into their own function they go; all other names go."""
    jump = JUMP.match(instruction)
    if jump and jump[2] == function:
        return f"{jump[1]} {jump[3] or '+0x0'}"
    return NAME.sub("<>", PLACE.sub("(%rip)", re.sub(r"\s+", " ", instruction)))


def instructions(found: Counter[str]) -> int:
    return sum(
        (body.count("\n") + 1) * times
        for body, times in found.items()
        if not body.startswith("constants")
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("before")
    parser.add_argument("after", nargs="?")
    asked = parser.parse_args()
    if platform.machine() != "x86_64":
        parser.error("the instruction sets compared are x86-64's")
    differ = False
    print(f"{'':20} {'functions':>10} {'instructions':>24}")
    for title, processor in INSTRUCTION_SETS.items():
        versions = []
        for commit in (asked.before, asked.after):
            with tempfile.TemporaryDirectory() as folder:
                sources(commit, Path(folder))
                versions.append(machine_code(Path(folder), processor))
        before, after = versions
        same = before == after
        differ |= not same
        counts = f"{instructions(before):>11} {instructions(after):>12}"
        print(
            f"{title:20} {after.total():>10} {counts}  {'same' if same else 'DIFFERENT'}",
            flush=True,
        )
    return int(differ)


if __name__ == "__main__":
    sys.exit(main())
