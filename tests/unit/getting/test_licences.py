"""Licences are shown whole, accepted by digest, and once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tonekiln.home import Home
from tonekiln.protocol.errors import InvalidRequest, LicenceNotAccepted
from tonekilnd.engines.model_cards.rows import row_of, rows
from tonekilnd.getting.licences import AcceptedLicences, digest_of, licence_text


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_each_text_says_what_binds_whoever_accepts_it() -> None:
    for row in rows():
        text = licence_text(row)
        assert row.licence.name in text
        assert row.licence.url in text
        assert row.stated in text
        assert ("may not be used commercially" in text) is row.licence.non_commercial
        assert (row.page in text) is row.gated or not row.gated


def test_what_was_accepted_counts_for_the_same_text_from_then_on(home) -> None:
    row = row_of("musicgen-small")
    with pytest.raises(LicenceNotAccepted) as refused:
        AcceptedLicences(home).check(row, None)
    assert refused.value.text == licence_text(row)
    assert refused.value.bound == digest_of(refused.value.text)
    AcceptedLicences(home).check(row, refused.value.bound)
    AcceptedLicences(home).check(row, None)
    medium, large = row_of("musicgen-medium"), row_of("musicgen-large")
    AcceptedLicences(home).check(medium, digest_of(licence_text(medium)))
    AcceptedLicences(home).check(large, None)
    with pytest.raises(LicenceNotAccepted):
        AcceptedLicences(home).check(row_of("stable-audio-open-small"), None)


def test_another_texts_digest_accepts_nothing(home) -> None:
    other = digest_of(licence_text(row_of("stable-audio-open-small")))
    with pytest.raises(InvalidRequest) as refused:
        AcceptedLicences(home).check(row_of("musicgen-small"), other)
    assert refused.value.field == "licence"
    with pytest.raises(LicenceNotAccepted):
        AcceptedLicences(home).check(row_of("musicgen-small"), None)


@pytest.mark.parametrize("content", [b"", b"[]", b"\xff", b'{"a": 1}'])
def test_a_damaged_record_accepts_nothing(home, content) -> None:
    home.accepted_licences.write_bytes(content)
    with pytest.raises(LicenceNotAccepted):
        AcceptedLicences(home).check(row_of("musicgen-small"), None)
