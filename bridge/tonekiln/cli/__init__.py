"""The `tonekiln` command.

main        from the command line to an exit status; the only module that prints and exits
answer      what a command gives back: a document for scripts, lines for people
arguments   argparse that answers with one line
commands    what is typed after `tonekiln`: generate, play, library, presets, doctor ...
checks, repairs    what `tonekiln doctor` looks at, and what it mends
"""

from __future__ import annotations

from typing import Final

INTERRUPTED: Final = 130
"""The exit status after Ctrl-C: 128 and SIGINT's number, as shells have it."""
