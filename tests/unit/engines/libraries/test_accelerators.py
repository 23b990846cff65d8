"""Which build of torch is brought: only one that a release has pinned, and that uv would choose."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS
from uv import find_uv_bin

from tonekilnd.engines.libraries.accelerators import fitting, offered, requirements_in, torch_in
from tonekilnd.engines.libraries.install import ACCELERATORS, PINS, UPSTREAM
from tonekilnd.engines.libraries.packers import Packer

DIGEST = "a" * 64
PINNED = f"""# pinned
torch==2.13.0+NAME \\
    --hash=sha256:{DIGEST} \\
    --hash=sha256:{"b" * 64}
filelock==3.1 --hash=sha256:{DIGEST}
"""
STAND_IN = """
import json, sys
from pathlib import Path
Path({asked!r}).write_text(json.dumps(sys.argv[1:]))
print({says!r}, file=sys.stderr)
sys.exit({status})
"""


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    folder = tmp_path / "accelerators"
    folder.mkdir()
    for name in ("cpu", "cu128"):
        (folder / f"{name}.txt").write_text(PINNED.replace("NAME", name))
    (folder / "cu130.txt").write_text("torch==2.13.0\n")
    half = PINNED.replace("NAME", "xpu").replace(
        f"filelock==3.1 --hash=sha256:{DIGEST}", "filelock"
    )
    (folder / "xpu.txt").write_text(half)
    (folder / "rocm7.1.txt").write_text("# nothing\n")
    return folder


def uv_that(says: str, folder: Path, status: int = 0) -> Packer:
    """Stands in for uv, whose `--torch-backend` asks torch's own index, which is not here."""
    asked = str(folder / "asked.json")
    text = STAND_IN.format(asked=asked, says=says, status=status)
    return Packer((sys.executable, "-c", text), uv=True)


def would_install(build: str) -> str:
    """As uv 0.13 says it."""
    return f"Resolved 1 package in 84ms\nWould install 1 package\n + torch==2.13.0{build}"


def test_only_lists_with_every_digest_are_offered(lists: Path) -> None:
    assert sorted(offered(lists)) == ["cpu", "cu128"]
    assert torch_in(lists / "cpu.txt") == "torch==2.13.0+cpu"
    assert len(requirements_in(lists / "cpu.txt")) == 2
    assert offered(lists / "none") == {}


@pytest.mark.parametrize(
    ("says", "status", "chosen"),
    [
        (would_install("+cu128"), 0, "cu128"),
        (would_install("+cpu"), 0, "cpu"),
        (would_install("+cu130"), 0, ""),  # fits, and is not pinned yet
        (would_install(""), 0, ""),  # the index's own build, as on macOS
        ("error: Request failed after 3 retries", 2, ""),
    ],
)
def test_what_uv_would_choose_is_taken_where_it_is_pinned(
    lists: Path, tmp_path: Path, says: str, status: int, chosen: str
) -> None:
    packer = uv_that(says, tmp_path, status)
    assert fitting(packer, offered(lists), tmp_path / "cache") == chosen
    asked = (tmp_path / "asked.json").read_text()
    assert '"--dry-run"' in asked
    assert '"--torch-backend", "auto", "torch==2.13.0"' in asked


def test_pip_knows_of_no_accelerators(lists: Path, tmp_path: Path) -> None:
    assert fitting(Packer(("pip",), uv=False), offered(lists), tmp_path) == ""
    assert fitting(uv_that("", tmp_path), {}, tmp_path) == ""


def test_the_lists_name_what_uv_knows_and_the_versions_that_are_tested() -> None:
    pins = requirements_in(PINS) + requirements_in(UPSTREAM)
    for file in ACCELERATORS.glob("*.txt"):
        torches = [r.split(" ")[0] for r in requirements_in(file) if r.startswith("torch")]
        assert {one.partition("+")[0] for one in torches} <= set(pins), file.name
        text = file.read_text("utf-8")
        assert "://" not in text
        assert "--index" not in text
    said = subprocess.run(
        [find_uv_bin(), "pip", "install", "--torch-backend", "none such", "torch"],
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    ).stderr
    (known,) = re.findall(r"possible values: ([^\]]*)\]", said)
    assert {file.stem for file in ACCELERATORS.glob("*.txt")} <= set(known.split(", "))
