"""Whatever a WAV file holds, reading ends in sound or a reason, soon and in little memory."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz import wav_headers
from tests.fuzz.read_or_refused import assert_read_or_refused


def test_whatever_it_holds_it_is_read_or_refused_with_a_reason(tmp_path: Path) -> None:
    assert_read_or_refused(wav_headers, tmp_path)
