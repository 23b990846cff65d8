"""Tipping the whole spectrum brighter or darker."""

from __future__ import annotations

import numpy as np
from scipy import fft

from tonekilnd.domain import Audio

from ..synth.memory import remembered

_PIVOT_HZ = 800.0
"""Stays where it is: about the centre of music's energy on a logarithmic axis."""

_LOW_HZ, _HIGH_HZ = 120.0, 14_000.0
"""The tilt levels out beyond these, or it would turn to rumble and hiss."""

_TAPS_SECONDS = 0.02


def tilt(db_an_octave: float, rate: int) -> Audio:
    """A linear-phase kernel turned to minimum phase, (1, taps)."""
    return remembered(("tilt", db_an_octave, rate), lambda: _tilt(db_an_octave, rate))


def _tilt(db_an_octave: float, rate: int) -> Audio:
    taps = fft.next_fast_len(int(_TAPS_SECONDS * rate), real=True)
    size = 8 * taps
    hz = np.clip(fft.rfftfreq(size, 1 / rate), _LOW_HZ, _HIGH_HZ)
    log_gain = db_an_octave * np.log2(hz / _PIVOT_HZ) * np.log(10) / 20
    # Minimum phase by folding the cepstrum (Oppenheim and Schafer): no ringing ahead of attacks.
    cepstrum = fft.irfft(log_gain, size)
    cepstrum[1 : size // 2] *= 2
    cepstrum[size // 2 + 1 :] = 0
    kernel = fft.irfft(np.exp(fft.rfft(cepstrum)), size)[:taps]
    fade = taps // 4
    kernel[-fade:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(fade) / fade)
    return np.asarray(kernel[None], np.float32)
