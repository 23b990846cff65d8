"""The portable archive in a clean Debian, without root and without a network."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.installers.figures import keep, seconds
from tests.installers.linux.clean_root import USER, CleanRoot
from tests.installers.linux.test_debian_package import (
    LIBRARY,
    LOOP,
    MEGABYTES,
    STOPPED,
    check_clip,
    files_below,
    kept,
    left_over,
)
from tests.patience import PATIENCE_SECONDS

PATH = "cd; PATH=$HOME/.local/bin:$PATH; "


def test_it_is_installed_sounds_is_updated_and_leaves_the_library(
    clean: CleanRoot, portable: Path
) -> None:
    keep("Linux: portable archive", portable.stat().st_size / 1e6, "MB")
    assert portable.stat().st_size <= MEGABYTES * 1e6
    before = clean.paths()
    folder = laid_out(clean, portable)
    with seconds("Linux: portable archive installed"):
        installed = clean.user(f"cd; {folder}/install.sh")
    assert installed.status == 0, installed
    record = json.loads((clean.home / ".local/share/tonekiln/install.json").read_text("utf-8"))
    assert record["python"].startswith(f"/home/{USER}/.local/lib/tonekiln/python/")
    check_clip(clean, clean.user(PATH + LOOP + STOPPED))

    relic = clean.home / ".local/lib/tonekiln/python/of-the-older-one"
    relic.touch()
    scripts = clean.user(PATH + "mkdir theirs; tonekiln daw install reaper --folder $HOME/theirs")
    assert scripts.status == 0, scripts
    again = clean.user(f"cd; {folder}/install.sh")
    assert again.status == 0, again
    assert not relic.exists()
    listed = clean.user(PATH + "tonekiln library search --json" + STOPPED)
    assert len(json.loads(listed.out)["clips"]) == 1, listed

    gone = clean.user("cd; .local/lib/tonekiln/uninstall.sh --keep-clips")
    assert gone.status == 0, gone
    assert kept(clean) == ["library"]
    assert files_below(clean.home / "theirs") == []
    shutil.rmtree(clean.home / "theirs")
    assert len(list((clean.home / LIBRARY).rglob("*.wav"))) == 1
    shutil.rmtree(clean.home / folder)
    assert {path for path in left_over(clean, before) if not is_users_own(path)} == set()


def test_the_plugin_finds_all_its_libraries(clean: CleanRoot, portable: Path) -> None:
    """Those it is linked with are beside it or of the desktop; the root has no libzmq."""
    folder = laid_out(clean, portable)
    for library in (clean.folder / "usr/lib").rglob("libzmq.so*"):
        library.unlink()
    assert clean.user(f"cd; {folder}/install.sh").status == 0
    bundles = ".vst3/Tonekiln.vst3 .lv2/Tonekiln.lv2 .local/lib/tonekiln/Tonekiln"
    loader = "/lib64/ld-linux-x86-64.so.2 --list"
    script = f"cd; for file in $(find {bundles} -type f -size +1M); do {loader} $file; done"
    ended = clean.user(script)
    assert "libzmq.so" in ended.out, ended
    assert "not found" not in ended.out + ended.errors, ended


def laid_out(root: CleanRoot, portable: Path) -> str:
    """Unpacked in the user's folder, as a file manager does; the folder's name."""
    command = ["tar", "-C", str(root.home), "-xf", str(portable)]
    subprocess.run(command, check=True, timeout=PATIENCE_SECONDS)
    (folder,) = root.home.glob("tonekiln-*")
    owned = root.root("chown", "-R", f"{USER}:{USER}", f"/home/{USER}/{folder.name}")
    assert owned.status == 0, owned
    return folder.name


def is_users_own(path: str) -> bool:
    """Folders that a desktop makes, and that are nobody's once they are there."""
    own = (".vst3", ".lv2", ".local", ".local/bin", ".local/lib", ".local/share/applications")
    return path in {f"home/{USER}/{name}" for name in own}
