"""What is private on Windows: Wine keeps an access list as the mode of the file below it.

There the administrators, who are always let in, are the file's group; so others are looked for
in the last three bits.
"""

from __future__ import annotations

import json
import stat
from pathlib import Path

from tests.windows.conftest import Windows

_OTHERS = 0o007

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
    assert not _mode(windows.home) & _OTHERS
    assert not _mode(file) & _OTHERS


def test_the_home_and_its_keys_are_closed_and_what_is_not_is_mended(windows: Windows) -> None:
    windows.home.mkdir(parents=True)
    windows.home.chmod(0o755)
    assert windows.tonekiln("generate", "warm pad", "--bpm", "120", "--bars", "1").status == 0
    closed = ("", "keys", "keys/server.json", "keys/client.json", "run", "run/connection.json")
    assert [name for name in closed if _mode(windows.home / name) & _OTHERS] == []

    told = windows.home / "run" / "connection.json"
    told.chmod(0o644)
    checks = json.loads(windows.tonekiln("doctor", "--json").out)["checks"]
    (rights,) = [check for check in checks if check["name"] == "rights"]
    assert not rights["ok"]
    assert "can be read by others" in rights["detail"]
    windows.tonekiln("doctor", "--repair")
    assert not _mode(told) & _OTHERS
    windows.tonekiln("stop")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)
