"""The fit and the clip's file: milliseconds of each stage for four bars at 120 BPM, 48 kHz stereo.

One thread does the work, so the real-time factor is a stage's time over the clip's eight seconds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from itertools import count
from pathlib import Path

import numpy as np
import soundfile
from tests.material import RATE, clip_frames, drum_take, pad, take_spec
from tests.wav_facts import wav_facts

from tonekiln.protocol import Meter
from tonekilnd.domain import Audio, FitSettings, Take
from tonekilnd.fit import fit_take, refit_audio
from tonekilnd.fit.levels.limiter import limiter_gain
from tonekilnd.fit.levels.loudness import integrated_lufs
from tonekilnd.fit.levels.peak import peak_envelope
from tonekilnd.fit.onsets import onset_strength
from tonekilnd.fit.resample import resample
from tonekilnd.fit.seam import measure_seam
from tonekilnd.fit.stretch import stretch
from tonekilnd.fit.tempo import find_beats
from tonekilnd.library.wav import write_wav

from .table import Row, median_ms, row

HOST = 48_000
BPM, BARS, BEAT = 120, 4, 0.5
FRAMES = clip_frames(BARS, BPM, HOST)
CLIP_MS = 1000 * FRAMES / HOST
EXACT_LIMIT_MS = 60.0
WRITE_LIMIT_MS = 10.0
SETTINGS = FitSettings()


def measure(*, quick: bool) -> list[Row]:
    times = 5 if quick else 21
    rows = []
    for work, run, limit in (*_whole_fits(), *_stages()):
        took = median_ms(run, times)
        rows.append(row(work, "ms", took, limit=limit))
        if work.startswith("fit"):
            rows.append(row(f"{work}: real-time factor", "x", took / CLIP_MS))
    return [*rows, _writing(times)]


Work = tuple[str, Callable[[], object], float | None]


def _whole_fits() -> list[Work]:
    still = pad(4, seconds=8, rate=HOST, periodic=True)
    loud = drum_take(1, asked=BPM, rate=HOST).audio[:, HOST // 2 :][:, :FRAMES]
    detuned = drum_take(1, asked=BPM, detune=0.03).audio
    return [
        ("fit an exact loop, no limiting", partial(_fit, still, HOST, exact=True), EXACT_LIMIT_MS),
        ("fit an exact loop, limited", partial(_fit, loud, HOST, exact=True), EXACT_LIMIT_MS),
        ("fit drums 3 % off at 44.1 kHz", partial(_fit, detuned, RATE, exact=False), None),
        ("fit a loop to 126 BPM", partial(_refit, loud), None),
    ]


def _fit(audio: Audio, rate: int, *, exact: bool) -> object:
    pre_roll = 0 if exact else round(BEAT * rate)
    spec = take_spec(bpm=BPM, bars=BARS, audio=audio, rate=rate, pre_roll=pre_roll)
    return fit_take(
        Take(audio=audio, sample_rate=rate),
        spec,
        frames=FRAMES,
        sample_rate=HOST,
        settings=SETTINGS,
        exact=exact,
    )


def _refit(audio: Audio) -> object:
    return refit_audio(
        audio,
        HOST,
        frames=clip_frames(BARS, 126, HOST),
        new_rate=HOST,
        settings=SETTINGS,
        bpm=Decimal(126),
        meter=Meter(4, 4),
    )


def _stages() -> list[Work]:
    take = drum_take(1, asked=BPM, detune=0.03).audio
    onsets = onset_strength(take, RATE)
    loop = drum_take(1, asked=BPM, rate=HOST).audio[:, :FRAMES]
    peaks = peak_envelope(loop, HOST, loop=True)
    return [
        ("onset strength", lambda: onset_strength(take, RATE), None),
        ("tempo and beat phase", lambda: find_beats(onsets, BEAT), None),
        ("time stretch", lambda: stretch(take, int(take.shape[1] * 1.03), RATE), None),
        ("resample 44.1 to 48 kHz", lambda: resample(take, RATE, HOST), None),
        ("loudness", lambda: integrated_lufs(loop, HOST), None),
        ("true peak", lambda: peak_envelope(loop, HOST, loop=True), None),
        ("limiter", lambda: limiter_gain(peaks * 2, 0.89, HOST), None),
        ("seam figures", lambda: measure_seam(loop, HOST, BEAT, 4), None),
    ]


def _writing(times: int) -> Row:
    audio = pad(2, seconds=8, rate=HOST)
    facts = wav_facts(bpm=Decimal(BPM), sample_rate=HOST)
    numbers = count()
    with tempfile.TemporaryDirectory() as folder:

        def fresh() -> Path:
            return Path(folder) / f"{next(numbers)}.wav"

        interleaved = np.ascontiguousarray(audio.T)
        ours = median_ms(lambda: write_wav(fresh(), audio, facts), times)
        stock = median_ms(
            lambda: soundfile.write(fresh(), interleaved, HOST, subtype="PCM_24"), times
        )
    work = "write the clip, flushed to disk (stock: soundfile, not flushed)"
    return row(work, "ms", ours, stock=stock, limit=WRITE_LIMIT_MS)
