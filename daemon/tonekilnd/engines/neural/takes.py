"""What every neural engine does around its model, from seeds to finished takes."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import msgspec
import numpy as np
from msgspec import UNSET

from tonekiln.protocol.errors import InvalidRequest
from tonekiln.protocol.limits import MAX_SEED
from tonekilnd.domain import Audio, TakeSpec

from ..contract import Callbacks
from ..model_cards.rows import Row
from .decay import dies_away


@dataclass(frozen=True, slots=True)
class Made:
    """A take as the model made it.

    Attributes:
        audio: (channels, frames).
        notes: what a person should know of what the model was given.
        words_ignored: words of the prompts that it was not given, as typed.
    """

    audio: Audio
    notes: tuple[str, ...] = ()
    words_ignored: tuple[str, ...] = ()


JOIN_SECONDS = 0.1
"""How much longer than planned a section is made, to fade into the one after it."""


def derived_seed(seed: int, purpose: str) -> int:
    """Another seed, decided by a seed and what it is for."""
    digest = hashlib.sha256(f"{seed} {purpose}".encode()).digest()
    return int.from_bytes(digest[:4], "little") % (MAX_SEED + 1)


def of_length(audio: Audio, frames: int) -> Audio:
    """Cut or padded with silence at the end to `frames`."""
    missing = frames - audio.shape[1]
    return audio[:, :frames] if missing <= 0 else np.pad(audio, ((0, 0), (0, missing)))


def as_stereo(audio: Audio, sample_rate: int, width: float | None) -> Audio:
    """Two channels: a stereo take as it is, a mono one on both, decorrelated by `width`.

    Args:
        audio: of shape (1 or 2, frames).
        sample_rate: of the audio, in Hz.
        width: 0 is dual mono; up to 1 adds a side signal of the mid's own level. The side is
            the mid through Schroeder all-pass sections (Schroeder 1962), which keep its
            spectrum; left plus right is the mono take's own sound whatever the width.
    """
    if len(audio) == 2:
        return audio
    mid = audio[0]
    if not width:
        return np.stack([mid, mid])
    side = _all_pass_chain(mid, sample_rate) * np.float32(width)
    # Power of left and right together stays that of dual mono.
    gain = np.float32(1.0 / math.sqrt(1.0 + width**2))
    return np.stack([mid + side, mid - side]).astype(np.float32) * gain


_ALL_PASS_MS = (4.7, 11.3, 23.9)
_ALL_PASS_GAIN = 0.6


def _all_pass_chain(signal: np.ndarray, sample_rate: int) -> np.ndarray:
    from scipy.signal import lfilter  # noqa: PLC0415 - slow to import, rarely needed

    for milliseconds in _ALL_PASS_MS:
        delay = max(1, round(milliseconds * sample_rate / 1000))
        numerator = np.zeros(delay + 1)
        denominator = np.zeros(delay + 1)
        numerator[0], numerator[-1] = -_ALL_PASS_GAIN, 1.0
        denominator[0], denominator[-1] = 1.0, -_ALL_PASS_GAIN
        signal = lfilter(numerator, denominator, signal)
    return signal.astype(np.float32)


def passes_of(spec: TakeSpec, row: Row) -> tuple[int, ...]:
    """The lengths, in frames, of the passes a take is made of: the Plan's sections, or one.

    Raises:
        InvalidRequest: a pass is longer than the model can make, or they do not make the take.
    """
    lengths = spec.section_frames or (spec.frames,)
    longest = round(row.longest_seconds * row.sample_rate)
    if not row.windows and max(lengths) > longest:
        raise InvalidRequest(
            f"{row.name} makes at most {row.longest_seconds:g} s in one pass",
            field="seconds",
            bound=f"at most {row.longest_seconds:g} s a section",
        )
    if sum(lengths) != spec.frames:
        raise InvalidRequest(
            f"sections of {sum(lengths)} frames do not make {spec.frames}", field="section_frames"
        )
    return tuple(lengths)


def with_join(length: int, row: Row) -> int:
    """Frames to make of a section so that its end can fade into the next one's start."""
    longest = round(row.longest_seconds * row.sample_rate)
    return min(length + round(JOIN_SECONDS * row.sample_rate), longest)


def joined(sections: Sequence[Audio], lengths: Sequence[int]) -> Audio:
    """Sections one after another: what a section has beyond its length fades into the next.

    The next section's first beat stays where it is; the fade has equal power.

    Args:
        sections: (channels, frames) each, at least as long as its entry of `lengths`.
        lengths: frames each section counts for.
    """
    out = sections[0]
    end = lengths[0]
    for section, length in zip(sections[1:], lengths[1:], strict=True):
        overlap = min(out.shape[1] - end, section.shape[1])
        phase = (np.arange(overlap, dtype=np.float32) + 0.5) / max(overlap, 1) * (np.pi / 2)
        faded = out[:, end : end + overlap] * np.cos(phase) + section[:, :overlap] * np.sin(phase)
        out = np.concatenate([out[:, :end], faded, section[:, overlap:]], axis=1)
        end += length
    return of_length(np.asarray(out, dtype=np.float32), end)


def of_their_sections(
    specs: Sequence[TakeSpec], row: Row, sections: Sequence[tuple[int, Audio]]
) -> list[Audio]:
    """Each spec's take from its sections, which come in order as (variation, audio)."""
    return [
        joined([audio for number, audio in sections if number == variation], passes_of(spec, row))
        for variation, spec in enumerate(specs)
    ]


def made_again_if_it_died(
    specs: Sequence[TakeSpec],
    callbacks: Callbacks,
    make: Callable[[Sequence[TakeSpec], Callbacks], list[Made]],
) -> list[Made]:
    """Make takes; those that die away before their end once more, with a derived seed."""
    made = make(specs, callbacks)
    dead = [
        index
        for index, (spec, take) in enumerate(zip(specs, made, strict=True))
        if not spec.one_shot
        and spec.inpaint is UNSET  # its end is another clip's
        and dies_away(take.audio, spec.sample_rate)
    ]
    again = [index for index in dead if specs[index].retake]
    for index in dead:
        if index not in again:
            made[index] = _noted(made[index], "the take dies away before its end")
    if not again:
        return made
    reseeded = [
        msgspec.structs.replace(specs[index], seed=derived_seed(specs[index].seed, "retake"))
        for index in again
    ]
    remade = make(reseeded, _numbered(callbacks, again))
    for index, spec, take in zip(again, reseeded, remade, strict=True):
        note = f"made again with seed {spec.seed}: the first take died away before its end"
        if dies_away(take.audio, spec.sample_rate):
            note += ", and so does this one"
        made[index] = _noted(take, note)
    return made


def _noted(take: Made, note: str) -> Made:
    return replace(take, notes=(*take.notes, note))


def _numbered(callbacks: Callbacks, variations: Sequence[int]) -> Callbacks:
    """Callbacks for some of a batch's takes, under the numbers they have in the whole."""
    return Callbacks(
        callbacks.step,
        lambda number, start, audio, rate: callbacks.preview(
            variations[number], start, audio, rate
        ),
    )
