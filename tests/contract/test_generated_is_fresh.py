"""What others read of the protocol says what its definition says."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tonekiln.protocol import KINDS
from tonekiln.protocol.publish.examples import EXAMPLES
from tonekiln.protocol.publish.files import published, stale, write

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "generate_protocol.py"


def test_every_generated_file_is_fresh():
    command = [sys.executable, SCRIPT, "--check"]
    check = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (check.returncode, check.stderr) == (0, "")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The generated files alone, below another root."""
    for path, _ in published(ROOT):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / path, tmp_path / path)
    return tmp_path


def test_a_file_that_fell_behind_is_named_and_written_anew(copy: Path):
    header = Path("juce-plugin/source/protocol/Protocol.gen.h")
    (copy / header).write_text("// from another time\n")
    assert stale(copy) == [header]
    assert write(copy) == [header]
    assert (copy / header).read_text() == (ROOT / header).read_text()


def test_a_missing_file_is_stale(copy: Path):
    grid = Path("tests/vectors/grid.json")
    (copy / grid).unlink()
    assert stale(copy) == [grid]


def test_prose_between_the_generated_blocks_is_kept(copy: Path):
    document = copy / "docs/protocol.md"
    text = document.read_text()
    document.write_text(text.replace("## Errors", "## Errors and what to do"))
    assert write(copy) == []
    assert "## Errors and what to do" in document.read_text()


def test_every_kind_is_documented_and_has_an_example():
    text = (ROOT / "docs/protocol.md").read_text()
    assert [kind for kind in KINDS if f"### `{kind}`" not in text] == []
    assert set(KINDS) == {example.message.kind for example in EXAMPLES}
