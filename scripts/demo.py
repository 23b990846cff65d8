"""`make demo`: a loop from nothing, through the real daemon and its real socket.

python scripts/demo.py [PROMPT]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PROMPT = "dusty lo-fi beat with rhodes, upright bass and vibraphone"


COMMAND = Path(sys.executable).with_name("tonekiln")


def tonekiln(*arguments: str) -> int:
    return subprocess.run([COMMAND, *arguments], check=False).returncode


def main() -> int:
    prompt = " ".join(sys.argv[1:]) or PROMPT
    print(f"tonekiln generate {prompt!r} --bpm 84 --bars 4 --key Am --seed 7\n", flush=True)
    made = tonekiln(
        "generate", prompt, *["--bpm", "84", "--bars", "4", "--key", "Am", "--seed", "7"], "--play"
    )
    stopped = tonekiln("stop")
    return made or stopped


if __name__ == "__main__":
    sys.exit(main())
