"""Errors and tables in words."""

import pytest

from tonekiln.cli.answer import count, error_document, error_line, megabytes, table
from tonekiln.protocol.errors import Busy, DaemonUnreachable, InvalidRequest


def test_an_error_is_one_line_with_bound_and_hint():
    error = InvalidRequest("bars is 65", field="bars", bound="1 to 64", hint="ask\nfor fewer")
    assert error_line(error) == "bars is 65; bars may be 1 to 64 (ask for fewer)"


def test_an_error_is_one_object_with_the_wires_code():
    assert error_document(Busy("full", hint="wait")) == {
        "error": {"code": "busy", "message": "full", "field": "", "bound": "", "hint": "wait"}
    }


def test_no_daemon_has_a_code_of_its_own():
    assert error_document(DaemonUnreachable("none"))["error"]["code"] == "daemon_unreachable"


def test_columns_are_as_wide_as_their_widest_cell():
    assert table(("A", "LONG"), [("wide", "x"), ("y", "")]) == ["A     LONG", "wide  x", "y"]


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (2 * 10**9, "2.0 GB")]
)
def test_sizes(size, text):
    assert megabytes(size) == text


def test_counts():
    assert (count(1, "bar"), count(4, "bar")) == ("1 bar", "4 bars")
