"""The engine does what the words say, by measurement of the samples."""

from __future__ import annotations

import numpy as np
import pytest
from tests.unit.engines.sketch.listening import centroid, key_of, onsets, timbre

from tonekilnd.engines.sketch.styles import STYLES

RATE = 32_000
STEP = 60 / 120 / 8
"""Seconds of a thirty-second note at 120 bpm, the finest of the written grid."""


def off_grid(times, swing_late=0.0):
    """Distance of each time from the nearest place of the grid, triplet rolls included."""
    places = [STEP, 8 * STEP / 12]
    distances = [np.abs(times / place - np.rint(times / place)) * place for place in places]
    swung = times - swing_late
    distances.append(np.abs(swung / (2 * STEP) - np.rint(swung / (2 * STEP))) * 2 * STEP)
    return np.min(distances, axis=0)


@pytest.mark.parametrize("style", STYLES)
def test_drums_sit_on_their_grid(record, style):
    for seed in (1, 2):
        take = record(f"{style} drums, straight, dry", seed=seed, rate=RATE)
        found = onsets(take.audio, RATE)
        assert len(found) >= 12
        assert off_grid(found).max() <= 0.003


def test_swing_moves_every_second_sixteenth_and_nothing_else(record):
    take = record("house drums, dry", swing=1.0, rate=RATE)
    late = 4 * STEP / 6
    assert off_grid(onsets(take.audio, RATE), late).max() <= 0.003
    second = np.array([place for place in onsets(take.audio, RATE, 400) if _odd(place - late)])
    assert len(second) >= 4


def _odd(time):
    nearest = round(time / (2 * STEP))
    return abs(time - nearest * 2 * STEP) < 0.004 and nearest % 2 == 1


@pytest.mark.parametrize("style", STYLES)
def test_no_drums_means_none(record, style):
    take = record(f"{style} track, no drums", stems=True, rate=RATE)
    assert "drums" not in take.stems
    assert take.audio.any()


@pytest.mark.parametrize("style", ["house", "disco", "rock", "techno"])
def test_pads_without_drums_have_no_onsets(record, style):
    calm = onsets(record(f"warm pad, {style}, no drums", rate=RATE).audio, RATE)
    beaten = onsets(record(f"warm pad with drums, {style}", rate=RATE).audio, RATE)
    assert len(calm) == 0
    assert len(beaten) >= 8


@pytest.mark.parametrize(
    "prompt", [*STYLES, "warm pad", "piano chords", "reese bass", "strings", "rain", "flute"]
)
def test_bright_raises_and_dark_lowers_the_spectrum(record, prompt):
    plain = centroid(record(prompt, rate=RATE).audio, RATE)
    assert centroid(record(f"bright {prompt}", rate=RATE).audio, RATE) >= 1.25 * plain
    assert centroid(record(f"dark {prompt}", rate=RATE).audio, RATE) <= 0.75 * plain


@pytest.mark.parametrize("style", STYLES)
def test_busy_has_more_onsets_than_sparse(record, style):
    sparse = onsets(record(f"sparse {style} drums, dry", rate=RATE).audio, RATE, 300)
    busy = onsets(record(f"busy {style} drums, dry", rate=RATE).audio, RATE, 300)
    assert len(busy) >= 1.5 * len(sparse)
    assert len(sparse) >= 4


def test_styles_are_told_apart_by_their_timbre(record):
    """Nearest class mean on cepstral features: learned on four seeds, asked about three others."""
    rate = 22_050
    heard = {
        style: np.array(
            [
                timbre(record(f"{style} drums", bars=2, seed=seed, rate=rate).audio, rate)
                for seed in range(7)
            ]
        )
        for style in STYLES
    }
    learned = np.concatenate([features[:4] for features in heard.values()])
    centre, scale = learned.mean(axis=0), learned.std(axis=0)
    means = {style: ((f[:4] - centre) / scale).mean(axis=0) for style, f in heard.items()}
    right = [
        min(means, key=lambda m: np.sum(((one - centre) / scale - means[m]) ** 2)) == style
        for style, features in heard.items()
        for one in features[4:]
    ]
    assert np.mean(right) >= 0.8


def test_variations_differ_but_share_key_and_style(record):
    takes = [record("lo-fi piano chords", seed=seed, rate=22_050).audio for seed in range(4)]
    likeness = [
        abs(np.corrcoef(a.ravel(), b.ravel())[0, 1])
        for index, a in enumerate(takes)
        for b in takes[index + 1 :]
    ]
    assert max(likeness) < 0.999
    assert len({key_of(take, 22_050) for take in takes}) == 1


def test_half_time_halves_the_backbeat(record):
    def snares(prompt):
        return len(onsets(record(prompt, rate=RATE).audio, RATE, 1500))

    plain = snares("rock snare, only, straight, dry")
    assert snares("half-time rock snare, only, straight, dry") <= 0.7 * plain


@pytest.mark.parametrize("words", ["", "猫の歌", "xyzzy", "!!!", "ein bisschen wie früher"])
def test_any_words_at_all_still_make_music(record, words):
    take = record(words, rate=22_050, bars=2)
    assert np.sqrt(np.mean(take.audio**2)) > 0.03


def test_space_words_change_the_tail(record):
    def tail(prompt):
        take = record(prompt, seconds=3.0, one_shot=True, rate=RATE)
        late = take.audio[:, RATE:]
        return np.sqrt(np.mean(late**2)) / np.abs(take.audio).max()

    assert tail("vast snare, rock") > 5 * tail("dry snare, rock")


def test_staccato_is_shorter_than_legato(record):
    def sounding(prompt):
        level = np.abs(record(prompt, rate=22_050).audio).max(axis=0)
        return np.mean(level > 0.1 * level.max())

    assert sounding("staccato organ, dry") < 0.7 * sounding("legato organ, dry")
