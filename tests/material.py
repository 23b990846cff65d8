"""Seeded synthetic music with known onsets, for trying the fit on."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from tonekiln.protocol import Meter, bar_frames
from tonekilnd.domain import TakeSpec

RATE = 44_100


@dataclass(frozen=True)
class Material:
    """Audio (2, frames) whose beats lie at `first_beat` + n * `beat`, in seconds."""

    audio: np.ndarray
    first_beat: float
    beat: float


def _kick(rate, rng):
    t = np.arange(int(0.25 * rate)) / rate
    pitch = 48 + 90 * np.exp(-t / 0.03) + rng.uniform(-3, 3)
    body = np.sin(2 * np.pi * np.cumsum(pitch) / rate) * np.exp(-t / 0.09)
    return 0.9 * body * np.minimum(1, t / 0.001)


def _noise_hit(rate, rng, seconds, decay, brightness):
    t = np.arange(int(seconds * rate)) / rate
    noise = rng.standard_normal(t.size)
    bright = noise - np.concatenate(([0], noise[:-1])) * brightness
    # No power at the very edge of the band, as in anything that was ever recorded.
    bright = np.convolve(bright, [0.25, 0.5, 0.25], mode="same")
    return bright * np.exp(-t / decay) * np.minimum(1, t / 0.0005)


def _place(audio, hit, at, gain, pan):
    start = round(at)
    if start >= audio.shape[1] or start < 0:
        return
    piece = hit[: audio.shape[1] - start] * gain
    audio[0, start : start + piece.size] += piece * np.sqrt(1 - pan)
    audio[1, start : start + piece.size] += piece * np.sqrt(pan)


def drums(seed, *, bpm, seconds, rate=RATE, first_beat=0.0, jitter_ms=0.0, bass=True):
    """A drum groove with swing-free sixteenths: kicks on beats, snares on 2 and 4, hats."""
    rng = np.random.default_rng(seed)
    audio = np.zeros((2, int(seconds * rate)))
    beat = 60 / bpm
    pattern = rng.random(16) < 0.35
    hat_level = rng.uniform(0.05, 0.2)
    for step in range(int(seconds / beat * 4) + 8):
        at = (first_beat + (step - 4) * beat / 4 + rng.normal(0, jitter_ms / 1000)) * rate
        place = (step - 4) % 16
        if place % 8 == 0 or (place % 4 == 0 and pattern[place]) or (place == 10 and pattern[3]):
            _place(audio, _kick(rate, rng), at, rng.uniform(0.8, 1), 0.5)
        if place % 8 == 4:
            _place(audio, _noise_hit(rate, rng, 0.2, 0.05, 0.4), at, 0.25, 0.45)
        if place % 2 == 0 or pattern[place]:
            _place(audio, _noise_hit(rate, rng, 0.06, 0.012, 1.0), at, hat_level, 0.6)
        if bass and place % 4 == 0:
            t = np.arange(int(beat * 0.9 * rate)) / rate
            note = np.sin(2 * np.pi * 55 * 2 ** (rng.integers(0, 7) / 12) * t)
            _place(audio, note * np.minimum(1, t / 0.01) * np.exp(-t / 0.3), at, 0.2, 0.5)
    audio += rng.standard_normal(audio.shape) * 1e-4
    return Material((0.5 * audio).astype(np.float32), first_beat % beat, beat)


def pad(seed, *, seconds, rate=RATE, periodic=False):
    """A slowly moving chord without onsets; a `periodic` one runs on from its end to its start."""
    rng = np.random.default_rng(seed)
    # Made as a spectrum, of a longer period than is kept unless it is to be periodic.
    frames = int(seconds * rate)
    period = frames if periodic else int(1.37 * frames)
    spectrum = np.zeros((2, period // 2 + 1), dtype=np.complex128)
    for semitones in (0, 3, 7, 10, 12):
        for detune in rng.uniform(-0.004, 0.004, 3):
            for partial in range(1, 6):
                hertz = 110 * 2 ** (semitones / 12) * (1 + detune) * partial
                phase = rng.uniform(0, 2 * np.pi, 2)
                spectrum[:, round(hertz * period / rate)] += np.exp(1j * phase) / partial**1.5
    audio = np.fft.irfft(spectrum, period)[:, :frames] * period / 2
    swell = 1 / seconds if periodic else 0.13
    audio *= 1 + 0.3 * np.sin(2 * np.pi * swell * np.arange(frames) / rate + rng.uniform(0, 6))
    breath = 5e-4 * rng.standard_normal(audio.shape)
    return (0.02 * audio + breath).astype(np.float32)


def sparse_hits(seed, *, bpm, seconds, rate=RATE, every_beats=4):
    """One short hit now and then: quiet on average, all peak."""
    rng = np.random.default_rng(seed)
    audio = np.zeros((2, int(seconds * rate)))
    for at in np.arange(0, seconds, every_beats * 60 / bpm):
        _place(audio, _noise_hit(rate, rng, 0.1, 0.015, 0.6), at * rate, 0.3, 0.5)
    return audio.astype(np.float32)


def take_spec(*, bpm, bars, audio, rate=RATE, pre_roll=0, meter="4/4", **changes):
    """What an engine was asked for to make `audio`."""
    fields = {
        "prompt": "test",
        "negative": "",
        "seed": 1,
        "sample_rate": rate,
        "frames": audio.shape[1],
        "pre_roll_frames": pre_roll,
        "bpm": Decimal(bpm),
        "meter": meter,
        "bars": bars,
        "key": None,
    }
    return TakeSpec(**(fields | changes))


def clip_frames(bars, bpm, rate, meter="4/4"):
    return bar_frames(bars, Meter.parse(meter), Decimal(bpm), rate)


# ITU-R BS.1770-5 annex 2: the four phases of its 48-tap interpolating filter; the last two are
# the first two backwards.
_PHASE_0 = [
    0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875,
    0.1373291015625, 0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250,
    0.0148925781250, -0.0083007812500,
]  # fmt: skip
_PHASE_1 = [
    -0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500,
    0.4650878906250, 0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625,
    0.0330810546875, -0.0189208984375,
]  # fmt: skip
_PHASES = (_PHASE_0, _PHASE_1, _PHASE_1[::-1], _PHASE_0[::-1])


def true_peak_db(audio, *, loop=True):
    """True peak by the recommendation's own filter, which the fit does not use."""
    if loop:
        audio = np.concatenate((audio[:, -64:], audio, audio[:, :64]), axis=1)
    peaks = [np.abs(np.convolve(c, phase)).max() for c in audio for phase in _PHASES]
    return 20 * np.log10(max(peaks))


def drum_take(seed, *, asked, detune=0.0, bars=4, rate=RATE, late=0.0, **changes):
    """A take of drums as a model would make it: a beat of pre-roll, off tempo by `detune`."""
    beat = 60 / asked
    seconds = bars * 4 * beat * 1.06 + beat + 0.2
    return drums(
        seed,
        bpm=asked * (1 + detune),
        seconds=seconds,
        rate=rate,
        first_beat=beat + late,
        **changes,
    )
