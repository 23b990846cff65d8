"""Parts of a clip that are made again: what may be asked, and which frames they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from fractions import Fraction

from tonekiln.protocol import BarSpan, Clip, Generate, Meter, bpm_in_micro
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.limits import BPM_DECIMALS

Spans = tuple[tuple[int, int], ...]
"""(from, to) in frames, rising and apart."""

LEAST_SECONDS = 0.01
"""The shortest part: two fades of a few milliseconds."""

_NOT_BESIDE = ("seconds", "one_shot", "stems", "init", "continuation", "melody")
_WHY = {
    "seconds": "parts are named in bars, so the clip has to be measured in bars",
    "one_shot": "parts are named in bars, and a one-shot has none",
    "stems": "what stays of a clip is there as its mix only, so its parts have no stems",
}


def check_parts(request: Generate) -> None:
    """Refuse parts that no clip of the request's length has, and wishes that deny each other.

    Raises:
        InvalidRequest: names the field.
    """
    if request.inpaint is None:
        return
    for field in _NOT_BESIDE:
        if getattr(request, field):
            raise InvalidRequest(
                _WHY.get(field, f"what stays of the clip is what {field} would replace"),
                field=field,
                hint=f"leave out {field} or inpaint",
            )
    spans_of(request, request.sample_rate)


def check_is_of(request: Generate, clip: Clip) -> None:
    """Refuse to lay parts on bars that a clip of the library has not.

    Raises:
        InvalidRequest: its tempo, meter or bars are not the request's.
    """
    if not clip.follows_tempo:
        raise InvalidRequest(
            f"{clip.name} is not measured in bars",
            field="inpaint.clip",
            hint="parts are named in bars: choose a loop",
        )
    its = {"bpm": Decimal(repr(clip.bpm)), "meter": clip.meter, "bars": clip.bars}
    for field, value in its.items():
        asked = getattr(request, field)
        if asked != value:
            raise InvalidRequest(
                f"{clip.name} has {_said(field, value)}, not {_said(field, asked)}",
                field=field,
                bound=_plainly(value),
                hint="a part is made at its clip's own tempo and length; refit brings a clip to "
                "another tempo",
            )


def _said(field: str, value: object) -> str:
    """A tempo, a meter or a length as a sentence has it."""
    shown = _plainly(value)
    return f"the meter {shown}" if field == "meter" else f"{shown} {field}"


def _plainly(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def spans_of(request: Generate, sample_rate: int) -> Spans:
    """The frames at a rate that a request's parts are, those that touch or overlap as one.

    Raises:
        InvalidRequest: one ends before it begins, lies past the clip's end, or is too short.
    """
    assert request.inpaint is not None and request.bars is not None  # noqa: S101 - checked
    meter = Meter.parse(request.meter)
    for number, span in enumerate(request.inpaint.spans):
        _check(span, request.bars, f"inpaint.spans[{number}]")
    places = (
        tuple(_frame(place, meter, request.bpm, sample_rate) for place in (span.from_, span.to))
        for span in request.inpaint.spans
    )
    merged = tuple(_merged((start, stop) for start, stop in places))
    for start, stop in merged:
        if stop - start < LEAST_SECONDS * sample_rate:
            raise InvalidRequest(
                f"a part lasts {1000 * (stop - start) / sample_rate:.1f} ms",
                field="inpaint.spans",
                bound=f"at least {1000 * LEAST_SECONDS:g} ms",
            )
    return merged


def _check(span: BarSpan, bars: int, field: str) -> None:
    if not span.from_ < span.to:
        raise InvalidRequest(
            f"the part from {span.from_:g} ends at {span.to:g}",
            field=f"{field}.to",
            bound=f"more than {span.from_:g}",
            hint="bar 3 goes from 3 to 4",
        )
    if span.to > bars + 1:
        raise InvalidRequest(
            f"the part to {span.to:g} goes past the clip's end",
            field=f"{field}.to",
            bound=f"at most {bars + 1}, where bar {bars} ends",
        )


def _frame(place: float, meter: Meter, bpm: Decimal, sample_rate: int) -> int:
    """The frame nearest to a place in bars, half up, as `bar_frames` has it of bar lines."""
    bars = Fraction(Decimal(repr(place))) - 1
    micro = 10**BPM_DECIMALS
    exact = bars * meter.numerator * 240 * sample_rate * micro
    exact /= meter.denominator * bpm_in_micro(bpm)
    return int((2 * exact + 1) // 2)


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    at, until = 0, -1
    for start, stop in sorted(spans):
        if start <= until:
            until = max(until, stop)
            continue
        if until >= at:
            yield at, until
        at, until = start, stop
    if until >= at:
        yield at, until


def outwards(spans: Spans, rate: int, other: int, frames: int) -> Spans:
    """Spans at another rate, widened to whole frames and ending at `frames` at the latest."""
    return tuple(
        _merged(
            (start * other // rate, min(frames, -(-stop * other // rate))) for start, stop in spans
        )
    )
