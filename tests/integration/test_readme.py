"""What the README and the engine's page say can be typed; the picture is of a real clip."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from PIL import Image
from tests.patience import PATIENCE_SECONDS
from tests.pictures import clip_on_its_grid, picture_folder, writing_docs

from tonekiln.protocol import Clip

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
TONEKILN = str(Path(sys.executable).with_name("tonekiln"))


def typed_commands(text: str) -> list[list[str]]:
    """Every `$ tonekiln ...` line of a page's console blocks."""
    lines = re.findall(r"^\$ (tonekiln .*)$", text, re.MULTILINE)
    return [shlex.split(line, comments=True)[1:] for line in lines]


@pytest.fixture
def in_empty_folder(home, tmp_path, monkeypatch):
    folder = tmp_path / "somewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    yield folder
    subprocess.run([TONEKILN, "stop"], check=False, capture_output=True)


@pytest.mark.parametrize("page", ["README.md", "docs/sketch.md"])
def test_every_command_works(in_empty_folder, page) -> None:
    commands = typed_commands((ROOT / page).read_text("utf-8"))
    assert len(commands) >= 5
    for arguments in commands:
        if arguments[0] == "serve":
            continue  # runs until it is stopped; `generate` starts one
        done = subprocess.run(
            [TONEKILN, *arguments],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )
        assert done.returncode == 0, f"tonekiln {shlex.join(arguments)}: {done.stderr}"


def test_the_transcript_shows_what_generate_prints(in_empty_folder) -> None:
    transcript = re.search(r"```console\n\$ tonekiln generate.*?\n```", README, re.DOTALL)
    assert transcript is not None
    if writing_docs():
        _renew(transcript[0])
        return
    shown = {line.split()[0] for line in transcript[0].splitlines()[2:-1] if line.strip()}
    arguments = shlex.split(transcript[0].splitlines()[1][2:])[1:]
    done = subprocess.run(
        [TONEKILN, *arguments], capture_output=True, text=True, check=True, timeout=PATIENCE_SECONDS
    )
    printed = {line.split()[0] for line in done.stdout.splitlines() if line.strip()}
    facts = {"length", "tempo", "seam", "level", "made", "file"}
    assert facts <= shown
    assert facts <= printed
    for exact in ("length", "tempo", "seam"):
        assert _line(done.stdout, exact) == _line(transcript[0], exact)


def _renew(old: str) -> None:
    """Write the README's transcript anew, as a person with the usual home would see it."""
    command = old.splitlines()[1]
    done = subprocess.run(
        [TONEKILN, *shlex.split(command[2:])[1:]], capture_output=True, text=True, check=True
    )
    usual = re.sub(r"/\S*/library/", "~/.local/share/tonekiln/library/", done.stdout)
    new = f"```console\n{command}\n{usual.rstrip()}\n```"
    (ROOT / "README.md").write_text(README.replace(old, new), "utf-8")


def _line(text: str, first: str) -> str:
    return next(line for line in text.splitlines() if line.startswith(first))


def test_the_picture_is_of_a_real_clip(in_empty_folder, tmp_path) -> None:
    done = subprocess.run(
        [
            TONEKILN,
            "generate",
            "dusty lo-fi beat with rhodes, upright bass and vibraphone",
            *["--bpm", "84", "--bars", "4", "--key", "Am", "--seed", "7", "--json"],
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE_SECONDS,
    )
    clip = msgspec.convert(json.loads(done.stdout)["clips"][0], Clip)
    path = picture_folder(tmp_path) / "clip-on-its-grid.png"
    clip_on_its_grid(clip, path)
    with Image.open(path) as image:
        assert image.size == (1200, 420)
        assert len(image.convert("RGB").getcolors(1 << 20) or []) > 10
