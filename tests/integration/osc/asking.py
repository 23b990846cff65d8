"""What the tests ask a daemon's OSC port, and what they wait for."""

from __future__ import annotations

import re
from itertools import count

from tests.osc_surface import Surface, message

CLIP = ("/tonekiln/clip", "/tonekiln/error")
DONE = ("/tonekiln/done", "/tonekiln/error")
STATUS = message("/tonekiln/status")
CLICKS = ("engine", "clicks", "bars", 1)
NUMBERS = count()


def generate(*options: object) -> bytes:
    """A request under an id of its own, at 120 unless an option says otherwise."""
    tempo = () if "bpm" in options else ("bpm", 120)
    return message("/tonekiln/generate", f"t{next(NUMBERS)}", "x", *tempo, *options)


def clip_after(surface: Surface, datagram: bytes) -> dict:
    surface.say_bytes(datagram)
    clip = surface.hear_until(*CLIP)
    assert clip.address == "/tonekiln/clip", clip.params
    surface.hear_until(*DONE)
    names = ("id", "clip", "path", "name", "bpm", "bars", "frames", "rate")
    tags = re.search(rb",([a-zA-Z]+)\0", clip.dgram)[1].decode()
    return dict(zip(names, clip.params, strict=False)) | {"bpm_tag": tags[4]}


def error_after(surface: Surface, datagram: bytes) -> tuple[str, ...]:
    """Id, code, sentence and field of the one error that a datagram is answered with."""
    surface.say_bytes(datagram)
    (error,) = surface.heard_before_status()
    assert error.address == "/tonekiln/error"
    return tuple(error.params[:4])
