"""The whole fit, on seeded takes with known onsets, against the figures of a good clip."""

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.material import (
    RATE,
    clip_frames,
    drum_take,
    pad,
    sparse_hits,
    take_spec,
    true_peak_db,
)

from tonekiln.protocol.errors import InternalError
from tonekilnd.domain import FitSettings, Take
from tonekilnd.fit import fit_take
from tonekilnd.fit.levels.loudness import integrated_lufs
from tonekilnd.fit.onsets import onset_strength
from tonekilnd.fit.tempo import find_beats

SETTINGS = FitSettings()
HOST = 48_000


def fit(
    audio,
    *,
    bpm,
    bars=4,
    rate=RATE,
    host=HOST,
    pre_roll=0,
    exact=False,
    stems=None,
    levels=SETTINGS,
    **spec,
):
    asked = take_spec(bpm=bpm, bars=bars, audio=audio, rate=rate, pre_roll=pre_roll, **spec)
    meter = spec.get("meter", "4/4")
    frames = clip_frames(bars, bpm, host, meter) if bars else spec.pop("frames")
    fitted = fit_take(
        Take(audio=audio, sample_rate=rate, stems=stems or {}),
        asked,
        frames=frames,
        sample_rate=host,
        settings=levels,
        exact=exact,
    )
    assert fitted.audio.shape == (2, frames)
    assert fitted.audio.dtype == np.float32
    return fitted


def seamless(seam):
    return seam.jump <= 1 and seam.slope <= 1 and 0.8 <= seam.flux <= 1.5


@pytest.mark.parametrize("seed", range(12))
def test_detuned_drums_come_out_in_tempo_and_on_the_beat(seed):
    rng = np.random.default_rng(seed)
    asked = int(rng.integers(70, 165))
    bars = int(rng.choice([2, 4]))
    take = drum_take(
        seed,
        asked=asked,
        bars=bars,
        detune=rng.uniform(-0.04, 0.04),
        late=rng.uniform(-0.1, 0.1),
        bass=seed % 2 == 0,
    )
    fitted = fit(take.audio, bpm=asked, bars=bars, pre_roll=round(60 / asked * RATE))
    assert abs(fitted.tempo_error_percent) <= 0.05
    assert abs(fitted.beat_phase_ms) <= 5
    assert seamless(fitted.seam)
    assert true_peak_db(fitted.audio) <= -1.0
    assert abs(fitted.lufs - integrated_lufs(fitted.audio, HOST)) <= 0.02
    before = 100 * (60 / take.beat / asked - 1)
    assert abs(fitted.tempo_error_before_percent - before) <= 0.05


@pytest.mark.parametrize("detune", [-0.04, 0.04])
def test_every_beat_of_the_clip_is_where_its_grid_says(detune):
    # Clicks, so that each onset can be found in the result by itself.
    take = clicks(120 * (1 + detune), seconds=10.5, first=0.55)
    fitted = fit(take, bpm=120, pre_roll=RATE // 2)
    for beat in range(1, 16):
        grid = beat * HOST // 2
        near = np.abs(fitted.audio[0, grid - 2400 : grid + 2400])
        onset = int(np.flatnonzero(near > 0.3 * near.max())[0]) - 2400
        assert abs(onset) / HOST <= 0.005


def clicks(bpm, *, seconds, first):
    audio = np.zeros((2, int(seconds * RATE)), dtype=np.float32)
    click = np.exp(-np.arange(2000) / 300) * np.sin(np.arange(2000) * 0.15)
    place = first % (60 / bpm)
    while place * RATE + click.size < audio.shape[1]:
        audio[:, int(place * RATE) : int(place * RATE) + click.size] += click
        place += 60 / bpm
    return audio


@pytest.mark.parametrize("seed", range(6))
def test_pads_are_left_at_their_tempo_and_closed(seed):
    fitted = fit(pad(seed, seconds=9.5), bpm=120, pre_roll=RATE // 2)
    assert fitted.tempo_error_percent is None
    assert fitted.tempo_error_before_percent is None
    assert seamless(fitted.seam)
    assert abs(fitted.lufs - SETTINGS.target_lufs) <= 0.5
    assert fitted.notes == ()


@pytest.mark.parametrize("seed", range(4))
def test_the_downbeat_keeps_its_level(seed):
    take = drum_take(seed, asked=100)
    pre_roll = round(0.6 * RATE)
    # So quiet that nothing is limited: what is left is what the seam does to the downbeat.
    quiet = FitSettings(target_lufs=-40)
    fitted = fit(take.audio, bpm=100, pre_roll=pre_roll, host=RATE, levels=quiet)
    source = take.audio[:, pre_roll : pre_roll + clip_frames(4, 100, RATE)]
    head = slice(0, RATE // 20)
    # Both against their own middle, since the level of the whole is another.
    middle = slice(RATE, 3 * RATE)
    drop = level(source[:, head], source[:, middle]) - level(
        fitted.audio[:, head], fitted.audio[:, middle]
    )
    assert abs(drop) <= 0.5


def level(part, whole):
    return 20 * np.log10(part.std() / whole.std())


def test_sparse_hits_say_that_they_stay_quiet():
    fitted = fit(sparse_hits(1, bpm=120, seconds=10), bpm=120, pre_roll=2 * RATE)
    assert fitted.lufs < -14.5
    assert "LUFS" in fitted.notes[-1]
    assert seamless(fitted.seam)


@pytest.mark.parametrize("detune", [0.0, 0.03])
def test_stems_sum_to_the_mix(detune):
    drums = drum_take(3, asked=120, detune=detune).audio
    chords = pad(3, seconds=drums.shape[1] / RATE)[:, : drums.shape[1]]
    stems = {"drums": drums, "chords": chords}
    fitted = fit(drums + chords, bpm=120, pre_roll=RATE // 2, stems=stems)
    assert set(fitted.stems) == {"drums", "chords"}
    residual = fitted.audio - sum(fitted.stems.values())
    assert np.abs(residual).max() <= 10 ** (-90 / 20) * np.abs(fitted.audio).max()
    assert fitted.tempo_error_percent is not None


def circular_loop(frames, rate):
    t = np.arange(frames) / rate
    audio = sum(np.sin(2 * np.pi * k * t * rate / frames + k * k) / k for k in range(300, 2000, 97))
    return np.stack((audio, -audio)).astype(np.float32)


def test_an_exact_loop_is_only_levelled():
    source = circular_loop(clip_frames(4, 120, HOST), HOST)
    fitted = fit(source, bpm=120, rate=HOST, exact=True)
    gain = fitted.audio.std() / source.std()
    assert np.allclose(fitted.audio, source * gain, atol=1e-6)
    assert fitted.tempo_error_percent == 0.0
    assert seamless(fitted.seam)


@pytest.mark.parametrize("rate", [32_000, 44_100, 96_000])
def test_an_exact_loop_at_another_rate_stays_closed(rate):
    source = circular_loop(clip_frames(4, 120, rate), rate)
    fitted = fit(source, bpm=120, rate=rate, exact=True)
    assert seamless(fitted.seam)
    assert abs(fitted.lufs - SETTINGS.target_lufs) <= 0.5


@pytest.mark.parametrize("off", [-1, 1])
def test_an_exact_loop_may_be_off_by_the_rounding_of_its_own_rate(off):
    source = circular_loop(clip_frames(4, 120, HOST) + off, HOST)
    assert fit(source, bpm=120, rate=HOST, exact=True).notes == ()


@pytest.mark.parametrize(
    ("seconds", "what"), [(7.0, "2 bars"), (2.7, "1 bar"), (1.3, "2 beats"), (0.3, "beats")]
)
def test_a_take_that_is_too_short_repeats_in_whole_bars(seconds, what):
    take = drum_take(5, asked=120)
    fitted = fit(take.audio[:, : int(seconds * RATE)], bpm=120, pre_roll=RATE // 2)
    assert what in fitted.notes[0]
    assert fitted.seam.jump <= 1
    if "bar" in what:
        found = find_beats(onset_strength(fitted.audio, HOST), 0.5)
        assert abs(found.speed - 1) <= 0.0005


def test_a_take_without_pre_roll_says_why_its_join_is_short():
    fitted = fit(pad(2, seconds=8), bpm=120, pre_roll=0)
    assert "no audio before its downbeat" in fitted.notes[0]
    assert fitted.seam.jump <= 1


def test_one_shots_have_no_seam_and_no_tempo():
    hit = np.pad(sparse_hits(1, bpm=120, seconds=1, every_beats=99), ((0, 0), (4000, 0)))
    fitted = fit_take(
        Take(audio=hit[:1], sample_rate=RATE),
        take_spec(bpm=120, bars=None, audio=hit, one_shot=True),
        frames=HOST,
        sample_rate=HOST,
        settings=SETTINGS,
        exact=False,
    )
    assert fitted.audio.shape == (2, HOST)
    assert fitted.seam is None
    assert fitted.tempo_error_percent is None
    assert -1.4 <= true_peak_db(fitted.audio, loop=False) <= -1.0
    assert np.abs(fitted.audio[0]).argmax() < 0.01 * HOST


def test_samples_that_are_not_numbers_are_a_typed_error():
    audio = pad(1, seconds=9)
    audio[0, 1234] = np.nan
    with pytest.raises(InternalError):
        fit(audio, bpm=120)


def test_silence_is_fitted_to_silence():
    fitted = fit(np.zeros((2, 9 * RATE), dtype=np.float32), bpm=120, pre_roll=RATE // 2)
    assert fitted.lufs is None
    assert not np.any(fitted.audio)


def test_the_same_take_gives_the_same_samples():
    take = drum_take(7, asked=120, detune=0.02)
    first, second = (fit(take.audio, bpm=120, pre_roll=RATE // 2) for _ in range(2))
    assert np.array_equal(first.audio, second.audio)


def test_the_take_itself_is_not_changed():
    take = drum_take(8, asked=120, detune=0.02)
    before = take.audio.copy()
    fit(take.audio, bpm=120, pre_roll=RATE // 2)
    assert np.array_equal(take.audio, before)


TEMPI = st.decimals(Decimal(20), Decimal(400), places=6)
METERS = st.sampled_from(["4/4", "3/4", "5/4", "6/8", "7/8", "12/8", "3/2", "5/16", "1/16"])
RATES = st.sampled_from([22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000])


@settings(max_examples=40, deadline=None)
@given(
    bpm=TEMPI,
    meter=METERS,
    bars=st.integers(1, 4),
    rate=st.sampled_from([16_000, 22_050, 32_000]),
    host=RATES,
    part=st.floats(0.001, 1.4),
    pre_roll=st.floats(0, 1),
    exact=st.booleans(),
    one_shot=st.booleans(),
    seed=st.integers(0, 99),
)
def test_the_frames_are_exact_whatever_the_take(
    bpm, meter, bars, rate, host, part, pre_roll, exact, one_shot, seed
):
    frames = min(clip_frames(bars, bpm, host, meter), 4 * host)
    length = max(1, int(part * frames * rate / host))
    rng = np.random.default_rng(seed)
    audio = (rng.standard_normal((1, length)) * np.exp(-np.arange(length) % 4000 / 800)).astype(
        "f4"
    )
    spec = take_spec(
        bpm=bpm,
        bars=bars,
        audio=audio,
        rate=rate,
        meter=meter,
        pre_roll=int(pre_roll * length),
        one_shot=one_shot,
    )
    fitted = fit_take(
        Take(audio=audio, sample_rate=rate),
        spec,
        frames=frames,
        sample_rate=host,
        settings=SETTINGS,
        exact=exact,
    )
    assert fitted.audio.shape == (2, frames)
    assert np.isfinite(fitted.audio).all()
    assert np.abs(fitted.audio).max() <= 10 ** (-0.9 / 20)
