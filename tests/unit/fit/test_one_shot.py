import numpy as np

from tonekilnd.fit.one_shot import trimmed

RATE = 48_000


def hit(lead, length, tail=0.0):
    t = np.arange(length)
    sound = np.exp(-t / (length / 8)) * np.sin(t * 0.1 + 1)
    sound += tail
    return {"": np.pad(sound, (lead, 0))[None].repeat(2, axis=0).astype(np.float32)}


def test_leading_silence_is_cut_to_a_millisecond():
    parts, notes = trimmed(hit(5000, 20_000), RATE, 30_000)
    assert parts[""].shape == (2, 30_000)
    first = np.flatnonzero(parts[""][0])[0]
    assert first == 48
    assert notes == ()


def test_a_long_tail_is_faded_out_at_the_end():
    parts, _ = trimmed(hit(0, 48_000, tail=0.5), RATE, 10_000)
    assert abs(parts[""][0, -1]) <= 1e-3
    assert abs(parts[""][0, -2000]) > 0.1


def test_a_tail_cut_off_by_the_engine_is_faded_and_said():
    parts, notes = trimmed(hit(0, 20_000, tail=0.5), RATE, 40_000)
    assert abs(parts[""][0, 19_999]) <= 1e-3
    assert not np.any(parts[""][:, 20_000:])
    assert "silence follows" in notes[0]


def test_a_natural_tail_is_left_alone():
    source = hit(0, 40_000)
    source[""][:, 30_000:] = 0
    parts, notes = trimmed(source, RATE, 38_000)
    assert np.array_equal(parts[""], source[""][:, :38_000])
    assert notes == ()


def test_silence_stays_silent():
    parts, _ = trimmed({"": np.zeros((2, 100), dtype=np.float32)}, RATE, 500)
    assert parts[""].shape == (2, 500)
