"""`python -m tonekiln`, and what the script `tonekiln` calls: the command line."""

from __future__ import annotations

import sys

from tonekiln.cli import INTERRUPTED


def main() -> int:
    """Run one command; returns its exit status.

    Ctrl-C is answered alike whenever it comes, while the commands are still being read as well.
    """
    try:
        from tonekiln.cli.main import main as command  # noqa: PLC0415 - takes most of a second

        return command()
    except KeyboardInterrupt:
        sys.stderr.write("tonekiln: interrupted\n")
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
