"""What the daemon writes to its terminal: no terminal obeys it, and none is stopped by it."""

from __future__ import annotations

import logging

from tonekilnd.logs import PlainLines


def line_of(message: str, *values: object, fault: BaseException | None = None) -> str:
    trace = None if fault is None else (type(fault), fault, None)
    record = logging.LogRecord("tonekilnd", logging.INFO, "", 0, message, values, trace)
    return PlainLines("%(levelname)s %(message)s").format(record)


def test_a_name_is_one_line_that_no_terminal_obeys() -> None:
    odd = "a\udcff\n\x1b]0;owned\x07"
    assert line_of("cannot read %s", odd) == "INFO cannot read a\\xff\\n\\x1b]0;owned\\x07"


def test_a_traceback_keeps_its_lines_and_says_nothing_to_the_terminal() -> None:
    lines = line_of("failed", fault=ValueError("\x1b[31m")).splitlines()
    assert lines == ["INFO failed", "ValueError: \\x1b[31m"]
