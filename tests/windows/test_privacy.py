"""What is private on Windows."""

from __future__ import annotations

from tests.windows.access import open_to_others
from tests.windows.conftest import Windows

_LISTS = """
import sys
from pathlib import Path
from tonekiln.platform import privacy

folder = Path(sys.argv[1])
for path in (folder, folder / "töne 音.json"):
    print(privacy.open_to_others(path))
    privacy.close(path)
    print(privacy.open_to_others(path))
print((folder / "töne 音.json").read_text())
"""


def test_a_folder_and_a_file_are_closed_to_others(windows: Windows) -> None:
    windows.home.mkdir(parents=True)
    file = windows.home / "töne 音.json"
    file.write_text("ours")
    windows.home.chmod(0o755)
    file.chmod(0o644)
    ended = windows.script(_LISTS, str(windows.home))
    assert ended.out.split() == ["True", "False", "True", "False", "ours"], ended
    assert not open_to_others(windows.home)
    assert not open_to_others(file)
