"""A part of a clip made again, through a real daemon: what stays is the clip's own to the bit."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from tonekiln.client.blocking import Client
from tonekiln.client.blocking_jobs import Job
from tonekiln.protocol import Clip, Meter, bar_frames
from tonekiln.protocol.errors import InvalidRequest, NotFound, UnsupportedAbility
from tonekiln.protocol.parts import bar_spans


def samples(clip: Clip | Path) -> NDArray[np.int32]:
    return soundfile.read(getattr(clip, "path", clip), dtype="int32", always_2d=True)[0]


def line(clip: Clip, place: float) -> int:
    whole, part = divmod(place - 1, 1)
    meter, bpm, rate = Meter.parse(clip.meter), Decimal(repr(clip.bpm)), clip.sample_rate
    bars = [bar_frames(int(whole) + after, meter, bpm, rate) for after in (0, 1)]
    return round(bars[0] + part * (bars[1] - bars[0]))


def again(client: Client, clip: Clip | Path, parts: str, of: Clip, **other: object) -> Job:
    asked = {"bars": of.bars, "meter": of.meter, "sample_rate": of.sample_rate, "seed": 5, **other}
    asked = {"bpm": of.bpm, "engine": "sketch", "inpaint": clip, "parts": parts, **asked}
    return client.generate("hard techno", **asked)


def check_only_these_changed(before: Clip, after: Clip, parts: str, slack: int = 1) -> None:
    old, new = samples(before), samples(after)
    assert old.shape == new.shape
    changed = (old != new).any(axis=1)
    for span in bar_spans(parts, "parts"):
        start, stop = line(before, span.from_), line(before, span.to)
        assert changed[start:stop].mean() > 0.8
        changed[max(0, start - slack) : stop + slack] = False
    assert not changed.any()


@pytest.mark.parametrize(
    ("asked", "parts"),
    [
        ({"bpm": "120", "bars": 4}, "3"),
        ({"bpm": "137.25", "bars": 3, "sample_rate": 44_100}, "1, 3"),
        ({"bpm": "93.1", "bars": 2, "meter": "7/8", "sample_rate": 96_000}, "1.75-2.0"),
        ({"bpm": "120", "bars": 2}, "1-2"),
        ({"bpm": "174", "bars": 2, "meter": "6/8"}, "1.00-1.02, 1.02-1.5 2.99-2"),
    ],
)
def test_only_the_parts_change(client: Client, asked: dict[str, object], parts: str) -> None:
    clip = client.generate("warm house", seed=2, **asked).result().clips[0]
    job = again(client, clip, parts, clip)
    (made,) = job.result().clips
    check_only_these_changed(clip, made, parts)
    assert (made.parent, made.bars, made.bpm) == (clip.clip_id, clip.bars, clip.bpm)
    assert (made.frames, made.sample_rate) == (clip.frames, clip.sample_rate)
    assert any("every other sample is its own" in note for note in made.notes)
    assert made.seam is not None
    assert made.seam.jump <= max(1.0, clip.seam.jump)
    assert made.true_peak_dbtp <= -0.9
    assert abs(made.lufs - clip.lufs) < 4


def test_variations_differ_within_the_part_and_a_remake_needs_no_clip(client: Client) -> None:
    clip = client.generate("warm house", bpm=120, bars=2, seed=2).result().clips[0]
    made = again(client, clip, "2", clip, variations=3).result().clips
    assert len({one.audio_sha256 for one in made}) == 3
    for one in made:
        check_only_these_changed(clip, one, "2")
    client.remove(clip.clip_id)
    for one in made:
        Path(one.path).unlink()
    remade = client.remake(made[0].plan_id).result().clips
    assert [one.audio_sha256 for one in remade] == [one.audio_sha256 for one in made]
    with pytest.raises(NotFound) as gone:
        again(client, clip, "2", clip).accepted()
    assert gone.value.field == "inpaint.clip"


def test_an_edited_clip_is_edited_on_and_refitted(client: Client) -> None:
    clip = client.generate("warm house", bpm=120, bars=2, seed=2).result().clips[0]
    once = again(client, clip, "2", clip).result().clips[0]
    twice = again(client, once, "1.0-1.5", once, seed=6).result().clips[0]
    check_only_these_changed(once, twice, "1.0-1.5")
    faster = client.refit(twice.clip_id, bpm=140).result().clips[0]
    assert (faster.bpm, faster.parent) == (140, twice.clip_id)
    # A part of what was refitted, at its own tempo: what it was made of before is not asked for.
    check_only_these_changed(faster, again(client, faster, "1", faster).result().clips[0], "1")


def test_files_of_others_stay_as_far_as_they_can(client: Client, tmp_path: Path) -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, (96_000 * 2 + 500, 1))
    clip = client.generate("warm house", bpm=120, bars=2, seed=2).result().clips[0]
    mono = tmp_path / "mono.wav"
    soundfile.write(mono, noise, 48_000, "PCM_16")
    made = again(client, mono, "2", clip).result().clips[0]
    kept = samples(mono)[: clip.frames // 2]
    np.testing.assert_array_equal(samples(made)[: clip.frames // 2], np.repeat(kept, 2, axis=1))
    assert made.parent is None
    said = " ".join(made.notes)
    assert "every other sample is its own, in 24 bits" in said
    assert "longer than the clip: its last 0.01 s are left out" in said
    soundfile.write(mono, noise[:100_000], 32_000, "PCM_24")
    made = again(client, mono, "2", clip).result().clips[0]
    said = " ".join(made.notes)
    assert "brought from 32000 Hz to 48000, and not its samples" in said
    assert "before the clip: silence stays there" in said


@pytest.mark.parametrize(
    ("asked", "error", "field"),
    [
        ({"engine": "clicks"}, UnsupportedAbility, "inpaint"),
        ({"bpm": "121"}, InvalidRequest, "bpm"),
        ({"bars": 3}, InvalidRequest, "bars"),
        ({"meter": "3/4"}, InvalidRequest, "meter"),
        ({"stems": True}, InvalidRequest, "stems"),
        ({"parts": "2-3"}, InvalidRequest, "inpaint.spans[0].to"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(
    client: Client, asked: dict[str, object], error: type[Exception], field: str
) -> None:
    clip = client.generate("x", bpm=120, bars=2, seed=2).result().clips[0]
    with pytest.raises(error) as refused:
        again(client, clip, **{"parts": "2", "of": clip, **asked}).accepted()
    assert refused.value.field == field
