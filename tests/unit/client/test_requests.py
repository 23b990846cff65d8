"""What a person or script gives, as a request."""

from decimal import Decimal
from pathlib import Path

import pytest

from tonekiln.client.requests import exact_tempo, generate_request
from tonekiln.protocol.errors import InvalidRequest


@pytest.mark.parametrize(
    ("given", "exact"),
    [(120, "120"), (97.5, "97.5"), (0.1 + 120, "120.1"), ("133.333333", "133.333333")],
)
def test_a_tempo_keeps_the_digits_it_was_given_in(given, exact):
    assert exact_tempo(given) == Decimal(exact)


@pytest.mark.parametrize("given", ["fast", "", "12O", "1e", "120 bpm"])
def test_a_tempo_that_is_no_number_is_refused(given):
    with pytest.raises(InvalidRequest) as refusal:
        exact_tempo(given)
    assert refusal.value.field == "bpm"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_numbers_that_are_not_finite_are_refused_by_name(value):
    with pytest.raises(InvalidRequest) as refusal:
        generate_request("", 120, {"guidance": value})
    assert refusal.value.field == "guidance"


def test_files_travel_as_absolute_paths(monkeypatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)
    request = generate_request("", 120, {"init": "hum.wav", "melody": tmp_path / "tune.mid"})
    assert request.init.path == str(tmp_path / "hum.wav")
    assert request.melody.path == str(tmp_path / "tune.mid")
    assert request.continuation is None
