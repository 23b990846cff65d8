"""Stems sum to their source in the files, whatever their levels."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tonekilnd.domain import STEMS
from tonekilnd.library.summing import STEPS_OF_FULL_SCALE, exactly_summing
from tonekilnd.library.wav import fitting_subtype

levels = st.floats(-1.5, 1.5, width=32)
sound = arrays(np.float32, (2, 16), elements=levels)


@given(sound, sound, sound, sound)
def test_the_sum_on_the_steps_of_a_file_is_the_sources(whole, drums, bass, vocals) -> None:
    given_parts = dict(
        zip(STEMS, (drums, bass, vocals, whole - drums - bass - vocals), strict=True)
    )
    stems = exactly_summing(whole, given_parts, STEMS[-1])
    assert list(stems) == list(STEMS)
    steps = {name: stem.astype(np.float64) * STEPS_OF_FULL_SCALE for name, stem in stems.items()}
    for name, stem in steps.items():
        assert np.abs(stem - given_parts[name] * np.float64(STEPS_OF_FULL_SCALE)).max() <= 6
        assert (stem == np.rint(stem)).all()
    total = sum(steps.values())
    # A float32 has every step up to twice full scale, every second one to four times, and so on.
    loudest = max(float(np.abs(stem).max()) for stem in stems.values())
    allowed = 0 if loudest <= 2 else 1 if loudest <= 4 else 2
    assert np.abs(total - np.rint(whole.astype(np.float64) * STEPS_OF_FULL_SCALE)).max() <= allowed


def test_what_24_bit_cannot_hold_is_written_as_floats() -> None:
    most = 1 - 1 / STEPS_OF_FULL_SCALE
    inside = np.array([[-1.0, most]], np.float32)
    assert fitting_subtype(inside) == "PCM_24"
    assert fitting_subtype(np.array([[1.0]], np.float32)) == "FLOAT"
    assert fitting_subtype(np.array([[-1.0001]], np.float32)) == "FLOAT"
    loud = {"drums": np.full((2, 4), 300.0, np.float32), "other": np.full((2, 4), -1.0, np.float32)}
    stems = exactly_summing(np.full((2, 4), 299.0, np.float32), loud, "other")
    assert (stems["drums"] == 300).all()
    assert (stems["other"] == -1).all()
