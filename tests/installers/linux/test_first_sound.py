"""A person who never saw a terminal: install, open, one press. No network."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import soundfile
from tests.installers.figures import seconds
from tests.installers.linux.clean_root import CleanRoot
from tests.installers.linux.test_debian_package import LIBRARY, install, kept
from tests.patience import PATIENCE_SECONDS
from tests.pictures import DOCS, writing_docs
from tests.plugin.running_standalone import editor_within
from tests.plugin.screen.plugin_window import PluginWindow
from tests.plugin.screen.x_screen import x_screen

SETTINGS = ".config/Tonekiln.settings"
"""The Standalone's own, as JUCE names them."""


def test_the_standalone_from_the_menu_makes_a_first_loop(
    clean: CleanRoot, package: Path, tmp_path: Path
) -> None:
    """It has no home and no record of its own yet: the machine's record starts the daemon."""
    install(clean, package)
    entry = (clean.folder / "usr/share/applications/tonekiln.desktop").read_text("utf-8")
    (program,) = (line[5:] for line in entry.splitlines() if line.startswith("Exec="))
    pictures = DOCS / "install" if writing_docs() else tmp_path
    with x_screen() as screen:
        shown = replace(clean, variables={"DISPLAY": screen.display})
        process = shown.start(program)
        try:
            frame = screen.placed(screen.window("^Tonekiln$"), 0, 0)
            window = PluginWindow(screen, editor_within(frame))
            pictures.mkdir(parents=True, exist_ok=True)
            window.picture().save(pictures / "linux-opened.png", optimize=True)
            with seconds("Linux: first loop, from the press"):
                window.press("firstLoop")
                window.wait_for_glow("first clip's grip")
            window.picture().save(pictures / "linux-made.png", optimize=True)
        finally:
            process.kill()
            process.wait(PATIENCE_SECONDS)
    (clip,) = (clean.home / LIBRARY).rglob("*.wav")
    audio, _ = soundfile.read(clip)
    assert abs(audio).max() > 0.1
    assert not (clean.home / ".local/share/tonekiln/install.json").exists()
    assert clean.root("dpkg", "--purge", "tonekiln").status == 0
    assert not (clean.home / SETTINGS).exists()
    assert kept(clean) == ["library"]
