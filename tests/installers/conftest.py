"""What was built for people to install, tried as they do: `make installers-test`.

Not part of `make test`, but for what looks at texts and lists alone: it needs the installers, a
Debian of its own, and minutes. Without the folder that the make target names, no more is collected.
"""

from __future__ import annotations

import os

BUILT = os.environ.get("TONEKILN_INSTALLERS", "")
"""The folder with the installers."""
CACHE = os.environ.get("TONEKILN_INSTALLERS_CACHE", "")
"""Where clean systems are kept."""

collect_ignore_glob = [] if BUILT else ["linux/test_*.py", "windows/test_*.py"]
