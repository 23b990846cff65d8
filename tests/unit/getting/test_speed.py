"""Bytes a second and the time left."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tonekilnd.getting.speed import WINDOW_SECONDS, Speed

STEPS = st.lists(st.tuples(st.floats(0.001, 3.0), st.integers(0, 10**9)), min_size=1, max_size=40)


def seen(steps: list[tuple[float, int]]) -> tuple[Speed, float, int]:
    speed, now, done = Speed(), 0.0, 0
    for seconds, more in steps:
        now, done = now + seconds, done + more
        speed.saw(now, done)
    return speed, now, done


@given(STEPS)
def test_it_lies_between_the_slowest_and_the_fastest_step(steps) -> None:
    speed, _, _ = seen(steps)
    paces = [more / seconds for seconds, more in steps]
    assert 0.0 <= speed.bytes_per_second <= max(paces) * (1 + 1e-6)


@given(STEPS, st.integers(0, 10**12))
def test_the_time_left_shrinks_to_nothing(steps, more) -> None:
    speed, _, done = seen(steps)
    left = speed.eta_ms(done + more)
    assert left is None or left >= 0
    if speed.bytes_per_second > 0 and done > 0:
        assert speed.eta_ms(done) == 0
    if left is not None and more:
        assert speed.eta_ms(done + 2 * more) >= left


def test_an_even_line_is_told_exactly_and_a_stall_is_noticed() -> None:
    speed, _, _ = seen([(1.0, 2_000_000)] * 20)
    assert speed.bytes_per_second == 2_000_000
    assert speed.eta_ms(60_000_000) == 10_000
    for second in range(int(WINDOW_SECONDS) + 1):
        speed.saw(21.0 + second, 40_000_000)
    assert speed.bytes_per_second == 0.0
    assert speed.eta_ms(60_000_000) is None


def test_nothing_is_told_before_anything_came() -> None:
    speed = Speed()
    assert (speed.bytes_per_second, speed.eta_ms(10)) == (0.0, None)
    speed.saw(1.0, 5)
    assert (speed.bytes_per_second, speed.eta_ms(10)) == (0.0, None)
