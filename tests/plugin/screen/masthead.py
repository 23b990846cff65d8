"""What the top of the plugin's window says of the session, as the window itself draws it."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image, ImageChops
from tests.patience import PATIENCE_SECONDS
from tests.plugin.native_tests import PROGRAM
from tests.plugin.screen.plugin_window import PluginWindow

NAME = "what the masthead says"
ALIKE = 24
"""Of 255: what the X server's colours may differ by from a file's."""


@dataclass(frozen=True)
class Says:
    """A session's tempo in BPM, its meter, and the bar and beat it is at, from 1."""

    bpm: float
    numerator: int
    denominator: int
    bar: int
    beat: int = 1


def drawn(says: Says, folder: Path) -> Image.Image:
    """The right half of the masthead that says so."""
    file = folder / f"masthead-{says.bpm}-{says.numerator}-{says.bar}-{says.beat}.png"
    asked = json.dumps({**asdict(says), "file": str(file)})
    subprocess.run(
        [PROGRAM, NAME],
        env={**os.environ, "TONEKILN_MASTHEAD": asked},
        capture_output=True,
        timeout=PATIENCE_SECONDS,
        check=True,
    )
    return Image.open(file).convert("RGB")


def shown(window: PluginWindow, like: Image.Image) -> Image.Image:
    """The same part of an open window."""
    width, height = like.size
    return window.picture().crop((window.area.width - width, 0, window.area.width, height))


def reads(window: PluginWindow, wanted: Image.Image) -> bool:
    """Whether an open window shows that masthead."""
    off = ImageChops.difference(shown(window, wanted), wanted).getextrema()
    return all(most <= ALIKE for _, most in off)
