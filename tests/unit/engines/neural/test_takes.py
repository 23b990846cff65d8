from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tonekiln.protocol.errors import InvalidRequest
from tonekilnd.domain import TakeSpec
from tonekilnd.engines.contract import Callbacks
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.engines.neural import takes
from tonekilnd.engines.neural.batches import alike


def spec(**fields) -> TakeSpec:
    given = {
        "prompt": "pad",
        "negative": "",
        "seed": 1,
        "sample_rate": 32000,
        "frames": 32000,
        "pre_roll_frames": 0,
        "bpm": Decimal(120),
        "meter": "4/4",
        "bars": 1,
        "key": None,
    }
    return TakeSpec(**(given | fields))


@given(st.integers(0, 2**32 - 1), st.text(max_size=20))
def test_a_derived_seed_is_a_seed_and_depends_on_both(seed: int, purpose: str) -> None:
    derived = takes.derived_seed(seed, purpose)
    assert 0 <= derived < 2**32
    assert derived == takes.derived_seed(seed, purpose)
    assert derived != takes.derived_seed(seed, purpose + "!")


@given(st.lists(st.integers(1, 400), min_size=1, max_size=5), st.integers(0, 50))
def test_joined_sections_have_the_planned_length_and_keep_their_middles(
    lengths: list[int], more: int
) -> None:
    sections = [np.full((2, n + more), i + 1, dtype=np.float32) for i, n in enumerate(lengths)]
    out = takes.joined(sections, lengths)
    assert out.shape == (2, sum(lengths))
    start = 0
    for number, length in enumerate(lengths):
        inner = out[:, start + (more if number else 0) : start + length]
        assert np.all(inner == number + 1)
        start += length


@settings(deadline=None)  # the first call imports scipy.signal
@given(st.floats(0, 1), st.integers(1, 3000))
def test_width_cancels_in_the_sum_and_keeps_the_length(width: float, frames: int) -> None:
    mono = np.random.default_rng(0).standard_normal((1, frames)).astype(np.float32)
    wide = takes.as_stereo(mono, 32000, width)
    assert wide.shape == (2, frames)
    gain = 1 / np.sqrt(1 + width**2)
    np.testing.assert_allclose(wide.mean(axis=0), mono[0] * gain, atol=1e-5)


def test_stereo_stays_as_it_is() -> None:
    audio = np.random.default_rng(0).standard_normal((2, 100)).astype(np.float32)
    assert takes.as_stereo(audio, 32000, 1.0) is audio


def test_a_section_longer_than_the_model_is_refused() -> None:
    row = row_of("stable-audio-open-small")
    with pytest.raises(InvalidRequest, match="at most 11 s"):
        takes.passes_of(spec(frames=12 * 44100), row)
    with pytest.raises(InvalidRequest, match="do not make"):
        takes.passes_of(spec(frames=44100, section_frames=(44100, 44100)), row)
    musicgen = row_of("musicgen-small")
    assert takes.passes_of(spec(frames=90 * 32000), musicgen) == (90 * 32000,)


@given(st.lists(st.integers(0, 4), max_size=30))
def test_groups_hold_everything_once_and_only_what_is_alike(items: list[int]) -> None:
    groups = alike(items, lambda item: item)
    assert sorted(i for group in groups for i in group) == list(range(len(items)))
    assert all(len({items[i] for i in group}) == 1 for group in groups)
    assert len(groups) == len(set(items))


def silent_after(seconds: float) -> np.ndarray:
    audio = np.random.default_rng(0).standard_normal((2, 4 * 32000)).astype(np.float32)
    audio[:, round(seconds * 32000) :] = 0
    return audio


def test_what_was_noted_of_a_take_is_kept_when_it_is_made_again() -> None:
    asked = []

    def make(specs, _callbacks):
        asked.append(specs)
        return [takes.Made(silent_after(1), ("laid",), ("words",)) for _ in specs]

    specs = [spec(frames=4 * 32000, retake=retake) for retake in (False, True)]
    calls = Callbacks(lambda *_: None, lambda *_: None)
    same, again = takes.made_again_if_it_died(specs, calls, make)
    assert [len(batch) for batch in asked] == [2, 1]
    assert same.notes == ("laid", "the take dies away before its end")
    assert again.notes[0] == "laid"
    assert "made again" in again.notes[1]
    assert same.words_ignored == again.words_ignored == ("words",)
