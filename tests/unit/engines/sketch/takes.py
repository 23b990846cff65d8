"""Takes of the sketch engine, each rendered once a process.

Without pytest, so that another process, or another system, can make the same ones.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

from tonekiln.protocol import Meter, bar_frames, seconds_frames
from tonekilnd.domain import Take, TakeSpec
from tonekilnd.engines.contract import Callbacks, Engine, EngineSettings
from tonekilnd.engines.sketch.engine import SketchFamily

QUIET = Callbacks(step=lambda done, of: None, preview=lambda *of: None)


def spec(
    prompt: str,
    *,
    bpm: str = "120",
    meter: str = "4/4",
    bars: int | None = 4,
    seconds: float | None = None,
    rate: int = 48_000,
    **more: object,
) -> TakeSpec:
    """A spec as planning writes it for an exact engine."""
    tempo = Decimal(bpm)
    if seconds is None:
        frames = bar_frames(bars, Meter.parse(meter), tempo, rate)
    else:
        frames, bars = seconds_frames(seconds, rate), None
    fields = {"negative": "", "seed": 1, "key": None, **more}
    return TakeSpec(
        prompt=prompt,
        sample_rate=rate,
        frames=frames,
        pre_roll_frames=0,
        bpm=tempo,
        meter=meter,
        bars=bars,
        **fields,
    )


@cache
def engine() -> Engine:
    """The engine, ready to play."""
    sketch = SketchFamily().create("sketch", EngineSettings(home=Path()))
    sketch.load(lambda fraction, what: None)
    return sketch


@cache
def take_of(asked: TakeSpec) -> Take:
    """What it makes of a spec."""
    return engine().generate([asked], QUIET)[0]
