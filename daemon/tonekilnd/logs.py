"""Structured logs: one JSON object a line, with the job's id, without prompts.

Prompts are logged at `debug` only: what a producer types is theirs.
"""

from __future__ import annotations

import json
import logging
import logging.handlers
import sys
from datetime import UTC, datetime
from pathlib import Path

from tonekiln.in_the_way import way_for_file
from tonekiln.plain import plain
from tonekiln.platform.streams import is_terminal

MAX_LOG_BYTES = 5_000_000
_EXTRA = ("job", "engine", "client", "ms", "prompt", "code")


class JsonLines(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's line."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "what": record.getMessage(),
        }
        line.update({k: getattr(record, k) for k in _EXTRA if hasattr(record, k)})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        # ASCII: whoever looks at a log in a terminal meets no control character of a name in it.
        return json.dumps(line)


class PlainLines(logging.Formatter):
    """A record for a terminal, which obeys nothing in it; a traceback keeps its own lines."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's lines."""
        return "\n".join(plain(line) for line in super().format(record).split("\n"))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's own name
        """The message, on one line whatever it names."""
        return plain(super().formatMessage(record))


def start_logging(file: Path, level: str) -> None:
    """Log to `file` (two generations of 5 MB), and to a terminal when there is one."""
    root = logging.getLogger("tonekilnd")
    root.setLevel(level.upper())
    root.propagate = False
    way_for_file(file)
    rotating = logging.handlers.RotatingFileHandler(
        file, maxBytes=MAX_LOG_BYTES, backupCount=1, encoding="utf-8"
    )
    rotating.setFormatter(JsonLines())
    root.addHandler(rotating)
    if is_terminal(sys.stderr):
        terminal = logging.StreamHandler()
        terminal.setFormatter(PlainLines("%(levelname)s %(message)s"))
        root.addHandler(terminal)
