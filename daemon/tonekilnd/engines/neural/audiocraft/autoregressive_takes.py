"""Takes of MusicGen and AudioGen: what a spec asks for, in tokens, windows and previews."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch
from torch import Tensor

from tonekilnd.domain import Audio, TakeSpec
from tonekilnd.inputs.audio import read_audio

from ...contract import Callbacks
from ...model_cards.rows import Row
from .. import takes
from ..batches import alike
from ..generators import generator_of
from ..input_alignment import Laid, end_of, laid
from ..takes import Made
from .autoregressive import (
    Choice,
    OpenStepper,
    Window,
    continued,
    steps_of,
    stride_tokens,
    windows_over,
)
from .conditions import conditions_of, prompt_tokens
from .listening import StreamingDecoder
from .melody import bars_heard, melody_wave
from .model import Model

FIRST_PREVIEW_SECONDS = 2.0
PREVIEW_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One take, as the model is asked for it.

    Attributes:
        variation: its place among the specs of the request.
        given: tokens of the audio it continues, (codebooks, tokens); tokens may be 0.
        length: tokens in all, the given ones included.
        start: the first frame of the decoded audio that belongs to the take.
        lead: frames of silence before it, where the given audio is shorter than the pre-roll.
        melody: where a melody lies on the decoded audio, or None.
        notes: what a person should know of what was given.
    """

    variation: int
    spec: TakeSpec
    given: Tensor
    length: int
    start: int
    lead: int
    melody: Laid | None
    words: int
    notes: tuple[str, ...]


def made(
    model: Model, row: Row, open_stepper: OpenStepper, specs: Sequence[TakeSpec], calls: Callbacks
) -> list[Made]:
    """One take per spec."""
    asked = [_asked(model, row, variation, spec) for variation, spec in enumerate(specs)]
    groups = [[asked[i] for i in group] for group in alike(asked, _likeness)]
    total = sum(_steps(model, row, group[0]) for group in groups)
    done = 0
    audio: dict[int, Audio] = {}

    def step() -> None:
        nonlocal done
        done += 1
        calls.step(done, total)

    for group in groups:
        batch = _Batch(model, row, group, calls, step)
        tokens = batch.tokens(open_stepper)
        with torch.inference_mode():
            decoded = model.codec.decode(tokens, None).float().cpu().numpy()
        for one, wave in zip(group, decoded, strict=True):
            audio[one.variation] = _cut(np.asarray(wave, dtype=np.float32), one)
    return [Made(audio[one.variation], one.notes) for one in asked]


def _asked(model: Model, row: Row, variation: int, spec: TakeSpec) -> Asked:
    given, notes = _given_tokens(model, row, spec)
    hop = round(model.sample_rate / model.frame_rate)
    heard = given.shape[-1] * hop
    # A continuation's downbeat is where the given audio ends; its pre-roll is that audio's end.
    pre_roll = spec.pre_roll_frames if heard else 0
    start = max(0, heard - pre_roll)
    lead = max(0, pre_roll - heard)
    melody = _melody(model, spec, downbeat=heard or spec.pre_roll_frames)
    return Asked(
        variation=variation,
        spec=spec,
        given=given,
        length=model.tokens_for(start + spec.frames - lead),
        start=start,
        lead=lead,
        melody=melody,
        words=prompt_tokens(model, spec.prompt),
        notes=notes + (melody.notes if melody else ()),
    )


def _given_tokens(model: Model, row: Row, spec: TakeSpec) -> tuple[Tensor, tuple[str, ...]]:
    """The end of the audio to continue, as much as one pass keeps of the one before; and notes."""
    if spec.continuation is None:
        return torch.zeros((model.lm.n_q, 0), dtype=torch.long, device=model.device), ()
    audio = read_audio(spec.continuation, model.sample_rate, model.channels, "continuation")
    hop = round(model.sample_rate / model.frame_rate)
    most = (model.window - stride_tokens(model, row.sampler.stride)) * hop
    kept, notes = end_of(audio, most, spec, "audio to continue")
    # Whole tokens that end where the audio ends; of less than one the rest is silence before it.
    kept = kept[:, kept.shape[1] % hop :] if kept.shape[1] >= hop else _after_silence(kept, hop)
    with torch.inference_mode():
        wave = torch.from_numpy(np.ascontiguousarray(kept))[None].to(model.device)
        codes, _ = model.codec.encode(wave)
    return codes[0], notes


def _after_silence(audio: Audio, frames: int) -> Audio:
    return np.pad(audio, ((0, 0), (frames - audio.shape[1], 0)))


def _melody(model: Model, spec: TakeSpec, *, downbeat: int) -> Laid | None:
    """The melody with its frame 0 at a frame of the decoded audio, the clip's downbeat."""
    if spec.melody is None:
        return None
    wave = melody_wave(
        spec.melody,
        model.sample_rate,
        bpm=spec.bpm,
        meter=spec.time_signature,
        most_bars=bars_heard(spec),
    )
    return replace(laid(wave, spec, "melody"), downbeat=downbeat)


def _likeness(one: Asked) -> tuple[object, ...]:
    """Takes alike in this share a batch: nothing of one reaches another through padding."""
    spec = one.spec
    given = one.given.shape[-1]
    alike_in = (one.words, one.length, given, spec.guidance, spec.temperature)
    return (*alike_in, one.melody is None)


def _windows(model: Model, row: Row, one: Asked) -> list[Window]:
    stride = stride_tokens(model, row.sampler.stride)
    return windows_over(one.length, one.given.shape[-1], model.window, stride)


def _steps(model: Model, row: Row, one: Asked) -> int:
    return sum(steps_of(model, w.given, w.length) for w in _windows(model, row, one))


def _cut(wave: Audio, one: Asked) -> Audio:
    cut = takes.of_length(wave[:, one.start :], one.spec.frames - one.lead)
    return np.pad(cut, ((0, 0), (one.lead, 0)))


class _Batch:
    """Takes that are made together."""

    def __init__(
        self,
        model: Model,
        row: Row,
        group: Sequence[Asked],
        calls: Callbacks,
        step: Callable[[], None],
    ) -> None:
        self._model = model
        self._row = row
        self._group = group
        self._step = step
        self._preview = _Previews(model, group, calls)
        spec = group[0].spec
        sampler = row.sampler
        self._choice = Choice(
            guidance=sampler.guidance if spec.guidance is None else spec.guidance,
            temperature=sampler.temperature if spec.temperature is None else spec.temperature,
            top_k=sampler.top_k,
        )
        self._generators = [generator_of(one.spec.seed, model.device) for one in group]

    def tokens(self, open_stepper: OpenStepper) -> Tensor:
        """(takes, codebooks, tokens), the given ones included."""
        given = torch.stack([one.given for one in self._group])
        self._preview.heard(given)
        done = given
        for window in _windows(self._model, self._row, self._group[0]):
            prompt = done[..., window.start : window.start + window.given]
            made = self._one_window(open_stepper, window, prompt)
            done = torch.cat([done, made[..., window.given :]], dim=-1)
        return done

    def _one_window(self, open_stepper: OpenStepper, window: Window, prompt: Tensor) -> Tensor:
        def on_step(final: Tensor | None) -> None:
            self._step()
            if final is not None:
                self._preview.heard(final)

        conditions = conditions_of(
            self._model,
            [one.spec.prompt for one in self._group],
            [self._melody_from(one.melody, window) for one in self._group],
        )
        with open_stepper(self._model, conditions) as stepper:
            return continued(
                self._model,
                stepper,
                prompt,
                window.length,
                self._choice,
                self._generators,
                on_step,
            )

    def _melody_from(self, melody: Laid | None, window: Window) -> Tensor | None:
        """The melody under all that a pass of the model can span, from the window's start on."""
        if melody is None:
            return None
        hop = round(self._model.sample_rate / self._model.frame_rate)
        return torch.from_numpy(melody.heard(window.start * hop, self._model.window * hop))


class _Previews:
    """Sends audio while it is made."""

    def __init__(self, model: Model, group: Sequence[Asked], calls: Callbacks) -> None:
        self._group = group
        self._calls = calls
        self._rate = model.sample_rate
        self._decoder = StreamingDecoder(model.codec)
        self._waiting: list[Tensor] = []
        self._needed = round(FIRST_PREVIEW_SECONDS * model.frame_rate)
        self._further = round(PREVIEW_SECONDS * model.frame_rate)
        self._sent = 0

    def heard(self, tokens: Tensor) -> None:
        """Take tokens that are final; decode and send when there are enough."""
        if tokens.shape[-1]:
            self._waiting.append(tokens)
        if sum(t.shape[-1] for t in self._waiting) < self._needed:
            return
        audio = self._decoder.push(torch.cat(self._waiting, dim=-1))
        self._waiting.clear()
        self._needed = self._further
        for one, wave in zip(self._group, audio, strict=True):
            self._send(one, wave)
        self._sent += audio.shape[-1]

    def _send(self, one: Asked, wave: Any) -> None:
        skipped = max(0, one.start - self._sent)
        part = wave[:, skipped:]
        at = one.lead + self._sent + skipped - one.start
        part = part[:, : max(0, one.spec.frames - at)]
        if part.shape[1]:
            self._calls.preview(
                one.variation, at, takes.as_stereo(part, self._rate, None), self._rate
            )
