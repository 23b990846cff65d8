"""Initial audio that nothing changes comes back where it lay, after the whole way to a clip.

At the engine's seam there is a model that changes nothing: its autoencoder is the identity and
its diffusion gives back what it starts from, as `strength` 0 means it to.
"""

from __future__ import annotations

from decimal import Decimal
from math import ceil
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
import soxr
from tests.example_engines import facts_of
from tests.material import drums, pad

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

from tonekiln.protocol import Ability, Generate, Meter, bar_frames
from tonekilnd.domain import InputFile
from tonekilnd.engines.contract import Callbacks
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.engines.neural.stable_audio import diffused_takes
from tonekilnd.jobs.finish import finish_takes
from tonekilnd.planning.plan import make_plan

ROW = row_of("stable-audio-open-small")
FACTS = facts_of(
    ROW.name,
    sample_rate=ROW.sample_rate,
    channels=2,
    longest_seconds=ROW.longest_seconds,
    windows=False,
    abilities=frozenset({Ability.INIT, Ability.ONE_SHOT}),
)


@pytest.fixture
def unchanged(monkeypatch):
    """The engine's takes of a Plan by a model that gives back what it is given."""
    import torch

    model = SimpleNamespace(
        sample_rate=ROW.sample_rate,
        channels=2,
        hop=2048,
        window=524_288,
        device=torch.device("cpu"),
        reads_whole=lambda _text: True,
        padded=False,
        wrapped=SimpleNamespace(
            io_channels=1,
            pretransform=SimpleNamespace(encode=lambda wave: wave),
            local_add_cond_ids=[],
        ),
    )
    monkeypatch.setattr(diffused_takes, "conditions_of", lambda *_: {})
    monkeypatch.setattr(diffused_takes, "latents", lambda diffusion: diffusion.initial)

    def takes(plan):
        calls = Callbacks(lambda *_: None, lambda *_: None)
        return diffused_takes.made(
            model, ROW, plan.takes, calls, lambda wave, frames: wave[:, :frames]
        )

    return takes


def clip_of(unchanged, request, path):
    from tonekilnd.domain import Take

    given = {"init": InputFile(path=str(path), sha256="0" * 64)}
    plan = make_plan(request, FACTS, 1, given)
    made = [Take(one.audio, ROW.sample_rate, notes=one.notes) for one in unchanged(plan)]
    (finished,) = finish_takes(plan, FACTS, made)
    return finished


def lag_of(clip, given):
    """Frames by which the clip lies behind what was given, by their cross-correlation."""
    frames = min(clip.shape[1], given.shape[1])
    size = 1 << (2 * frames - 1).bit_length()
    spectra = [np.fft.rfft(audio[0, :frames].astype(np.float64), size) for audio in (clip, given)]
    correlation = np.fft.irfft(spectra[0] * spectra[1].conj(), size)
    peak = int(correlation.argmax())
    return peak - size if peak > size // 2 else peak


def laid_out(path, material, rate, clip_rate, frames, period=None):
    """Write the material as a file; give what a clip of it should be, at the clip's rate.

    Args:
        path: where.
        material: (2, frames) at `rate`.
        rate: the file's.
        clip_rate: the clip's.
        frames: the clip's.
        period: seconds after which it comes again, on its grid to the frame; None for never.
    """
    soundfile.write(path, material.T, rate, subtype="FLOAT")
    once = material
    if rate != clip_rate:
        once = soxr.resample(material.T, rate, clip_rate, quality="VHQ").T
    there = np.zeros((2, frames), np.float32)
    for number in range(ceil(frames / clip_rate / period) if period else 1):
        start = round(number * period * clip_rate) if period else 0
        piece = once[:, : frames - start]
        there[:, start : start + piece.shape[1]] = piece
    return there


CASES = [
    # bpm, meter, bars, of the input, its rate, the clip's rate
    ("120", "4/4", 4, 4, 44_100, 44_100),
    ("120", "4/4", 4, 4, 48_000, 48_000),
    ("120", "4/4", 4, 4, 96_000, 96_000),
    ("120", "4/4", 4, 2, 48_000, 44_100),
    ("93.7", "3/4", 4, 4, 44_100, 48_000),
    ("171.3", "7/8", 8, 2, 96_000, 48_000),
    ("84", "6/8", 4, 1, 48_000, 96_000),
    ("400", "5/16", 16, 4, 44_100, 96_000),
    ("61.803", "4/4", 2, 2, 22_050, 88_200),
    ("128", "4/4", 3, 1, 44_100, 47_999),
    ("70", "4/4", 8, 8, 44_100, 48_000),  # 27 s: three sections
    ("119.98", "4/4", 16, 4, 48_000, 96_000),  # 32 s
    ("120", "4/4", 5, 5, 44_100, 48_000),  # it fills the window: a shorter pre-roll
]


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(("bpm", "meter", "bars", "own", "rate", "clip_rate"), CASES)
def test_a_loop_comes_back_where_it_lay(
    tmp_path, unchanged, bpm, meter, bars, own, rate, clip_rate, seed
):
    request = Generate(
        bpm=Decimal(bpm), meter=meter, bars=bars, sample_rate=clip_rate, strength=0.0, retake=False
    )
    signature = Meter.parse(meter)
    length = bar_frames(own, signature, request.bpm, rate)
    # Drums that come late and off the beat: a grid of the producer's own.
    beat = signature.quarters_per_beat * 60 / float(bpm)
    material = drums(
        seed, bpm=60 / beat, seconds=length / rate + 1, rate=rate, first_beat=0.31 * beat,
        jitter_ms=8,
    ).audio[:, :length]  # fmt: skip
    frames = bar_frames(bars, signature, request.bpm, clip_rate)
    period = own * signature.quarters_per_bar * 60 / float(bpm)
    expected = laid_out(tmp_path / "in.wav", material, rate, clip_rate, frames, period)
    finished = clip_of(unchanged, request, tmp_path / "in.wav")
    assert finished.audio.shape[1] == frames
    assert lag_of(finished.audio, expected) == 0


@pytest.mark.parametrize("strength", [0.0, 0.3, None])
def test_a_pad_that_marks_no_beats_comes_back_too(tmp_path, unchanged, strength):
    request = Generate(bpm=Decimal(117), bars=4, strength=strength, retake=False)
    material = pad(3, seconds=bar_frames(4, Meter(4, 4), request.bpm, 48_000) / 48_000, rate=48_000,
                   periodic=True)  # fmt: skip
    frames = bar_frames(4, Meter(4, 4), request.bpm, 48_000)
    expected = laid_out(tmp_path / "in.wav", material, 48_000, 48_000, frames)
    finished = clip_of(unchanged, request, tmp_path / "in.wav")
    assert lag_of(finished.audio, expected) == 0
    gain = np.vdot(finished.audio, expected) / np.vdot(expected, expected)
    # The way to the model's rate and back rings at the file's own edges.
    residual = (finished.audio - gain * expected)[:, 50:-50]
    assert np.abs(residual).max() < 0.01 * np.abs(finished.audio).max()


@pytest.mark.parametrize("clip_rate", [44_100, 48_000, 96_000])
@pytest.mark.parametrize("silence", [0, 11_025])
def test_a_one_shot_comes_back_where_it_lay_its_silence_included(
    tmp_path, unchanged, clip_rate, silence
):
    request = Generate(
        bpm=Decimal(120), seconds=2.0, one_shot=True, sample_rate=clip_rate, strength=0.0
    )
    hit = drums(5, bpm=120, seconds=2.0, bass=False).audio[:, : 2 * 44_100 - silence]
    material = np.pad(hit, ((0, 0), (silence, 0)))
    expected = laid_out(tmp_path / "in.wav", material, 44_100, clip_rate, 2 * clip_rate)
    finished = clip_of(unchanged, request, tmp_path / "in.wav")
    assert lag_of(finished.audio, expected) == 0


def test_audio_of_another_tempo_is_left_as_it_is_and_that_is_said(tmp_path, unchanged):
    request = Generate(bpm=Decimal(120), bars=4, strength=0.0, retake=False)
    material = drums(1, bpm=117, seconds=8.0, rate=48_000).audio
    expected = laid_out(tmp_path / "in.wav", material, 48_000, 48_000, 8 * 48_000)
    finished = clip_of(unchanged, request, tmp_path / "in.wav")
    assert lag_of(finished.audio, expected) == 0
    assert any("tempo was left as it is" in note for note in finished.clip.notes)


def test_from_a_strength_that_leaves_nothing_of_it_the_beats_decide(tmp_path, unchanged):
    """Then the take has a tempo of the model's own, which is measured and put right."""
    request = Generate(bpm=Decimal(120), bars=4, strength=1.0, retake=False)
    material = drums(1, bpm=117, seconds=9.0, rate=48_000).audio
    soundfile.write(tmp_path / "in.wav", material.T, 48_000, subtype="FLOAT")
    finished = clip_of(unchanged, request, tmp_path / "in.wav")
    assert abs(finished.clip.tempo_error_before_percent) > 1
    assert abs(finished.clip.tempo_error_percent) < 0.2


def test_audio_that_pauses_at_its_end_is_no_take_that_died_away(tmp_path, unchanged):
    """The take hears it go round, so that it ends as it begins."""
    from tonekilnd.engines.neural.decay import dies_away

    material = drums(1, bpm=120, seconds=4.0, rate=48_000).audio
    given = np.pad(material, ((0, 0), (0, 4 * 48_000)))
    soundfile.write(tmp_path / "in.wav", given.T, 48_000, subtype="FLOAT")
    initial = InputFile(path=str(tmp_path / "in.wav"), sha256="0" * 64)
    request = Generate(bpm=Decimal(120), bars=4, strength=0.0)
    (made,) = unchanged(make_plan(request, FACTS, 1, {"init": initial}))
    assert not dies_away(made.audio, ROW.sample_rate)
