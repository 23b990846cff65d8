"""Parts of given audio made by models, on tiny weights: what each keeps, and what it makes."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="the model libraries are not installed: make models")

import torch
from tests.tiny_checkpoints.asking import Heard, loaded, noise_file, spec_of, take_of
from tests.tiny_checkpoints.lockstep import assert_same
from tests.tiny_checkpoints.upstream_models import stable_audio_3_take

from tonekilnd.domain import TakeSpec
from tonekilnd.engines.model_cards.rows import row_of
from tonekilnd.engines.neural.generators import generator_of
from tonekilnd.engines.neural.inpainting import inpainted, turn_of

MAGNETS = ("magnet-small-10secs", "audio-magnet-medium")


def parts_of(name: str, folder: Path, *seconds: tuple[float, float], **asked: Any) -> TakeSpec:
    """Two bars at 120 of which some seconds are made."""
    rate = row_of(name).sample_rate
    given = noise_file(folder, rate, 4.0)
    spans = tuple((round(start * rate), round(stop * rate)) for start, stop in seconds)
    asked = {"seconds": 4.0, "bars": 2, "inpaint": given, "inpaint_spans": spans, **asked}
    return spec_of(name, **asked)


class TestMagnet:
    def decoded(self, name: str, kept: Any, seed: int = 1) -> Any:
        from tonekilnd.engines.neural.audiocraft.conditions import conditions_of
        from tonekilnd.engines.neural.audiocraft.masked import (
            decoded,
            upstream_masked,
            window_tokens,
        )
        from tonekilnd.engines.neural.audiocraft.masked_takes import schedule_of

        model = loaded(name)._model
        conditions = conditions_of(model, ["pad"], [None])
        return decoded(
            model,
            upstream_masked(model, conditions, window_tokens(model)),
            schedule_of(row_of(name), spec_of(name, steps=12)),
            [generator_of(seed, model.device)],
            lambda _done, _of: None,
            kept,
        )

    @pytest.mark.parametrize("name", MAGNETS)
    def test_where_all_is_open_the_tokens_are_those_of_none(self, name: str) -> None:
        from tonekilnd.engines.neural.audiocraft.masked import Kept, window_tokens

        model = loaded(name)._model
        tokens = window_tokens(model)
        given = torch.zeros((1, model.lm.n_q, tokens), dtype=torch.long)
        opened = torch.ones(tokens // model.lm.span_len, dtype=torch.bool)
        assert torch.equal(self.decoded(name, Kept(given, opened)), self.decoded(name, None))

    @pytest.mark.parametrize("name", MAGNETS)
    def test_tokens_outside_the_parts_stay_and_inside_they_are_drawn(
        self, name: str, tmp_path: Path
    ) -> None:
        from tonekilnd.engines.neural.audiocraft.masked_takes import _kept

        model = loaded(name)._model
        kept = _kept(model, parts_of(name, tmp_path, (1.0, 1.5), (3.99, 4.0)), 1)
        assert kept is not None
        by_token = kept.open.repeat_interleave(model.lm.span_len)
        made = self.decoded(name, kept)
        assert (made < model.lm.card).all()
        assert torch.equal(made[..., ~by_token], kept.codes[..., ~by_token])
        assert not torch.equal(made, self.decoded(name, kept, seed=2))
        # Begun at its second bar, at 2.0 s; after 4 s the clip goes round.
        hop = round(model.sample_rate / model.frame_rate) * model.lm.span_len
        wanted = [
            any(
                max(start + round_, hop * step / model.sample_rate)
                < min(stop + round_, hop * (step + 1) / model.sample_rate) - 1e-9
                for start, stop in ((-1.0, -0.5), (1.99, 2.0))
                for round_ in (0, 4, 8, 12)
            )
            for step in range(len(kept.open))
        ]
        np.testing.assert_array_equal(kept.open.numpy(), wanted)

    def test_a_take_is_the_given_audio_but_for_its_parts(self, tmp_path: Path) -> None:
        name = MAGNETS[0]
        spec = parts_of(name, tmp_path, (2.0, 3.0))
        takes = [
            loaded(name).generate([one], Heard().callbacks())[0]
            for one in (spec, parts_of(name, tmp_path, (2.0, 3.0), seed=7))
        ]
        rate = row_of(name).sample_rate
        first, other = (take.audio for take in takes)
        assert first.shape == (2, 4 * rate)
        beside = np.abs(first - other)
        assert beside[:, : round(1.5 * rate)].max() < 1e-3
        assert beside[:, round(2.2 * rate) : round(2.8 * rate)].max() > 1e-2
        assert any("steps of 60 ms" in note for note in takes[0].notes)

    def test_takes_of_other_parts_are_not_one_batch(self, tmp_path: Path) -> None:
        name = MAGNETS[0]
        one, other = (parts_of(name, tmp_path, part) for part in ((0.0, 1.0), (2.0, 4.0)))
        together = loaded(name).generate([one, other, one], Heard().callbacks())
        alone = take_of(name, **{f: getattr(other, f) for f in other.__struct_fields__})
        np.testing.assert_allclose(together[1].audio, alone, atol=1e-4)
        np.testing.assert_array_equal(together[0].audio, together[2].audio)


class TestStableAudio3:
    @pytest.mark.parametrize(
        ("name", "seconds"),
        [
            ("stable-audio-3-small-music", [(1.0, 1.5)]),
            ("stable-audio-3-small-music", [(1.1, 1.3), (2.5, 3.0)]),
            ("stable-audio-3-medium", [(0.9, 2.9)]),
            ("stable-audio-3-medium-base", [(2.2, 2.4)]),
        ],
    )
    def test_parts_are_upstreams_own(
        self, name: str, seconds: list[tuple[float, float]], tmp_path: Path
    ) -> None:
        """Upstream is given the mask that we made of the parts, and the audio as we turned it."""
        row = row_of(name)
        spec = parts_of(name, tmp_path, *seconds, steps=4)
        given = inpainted(spec, 2)
        assert given is not None
        hop = loaded(name)._variants.of("fp32").model.hop
        heard = given.laid.heard(0, spec.frames)
        opened = given.open_steps(0, -(-spec.frames // hop), hop)
        mask = np.repeat(~opened, hop)[None].astype(np.float32)
        room = np.zeros((1, 40 * row.sample_rate), np.float32)
        room[:, : mask.shape[1]] = mask
        reference = stable_audio_3_take(
            row,
            4.0,
            steps=4,
            inpaint_audio=(row.sample_rate, torch.from_numpy(heard.copy())),
            inpaint_mask=torch.from_numpy(room),
        )
        ours = loaded(name).generate([spec], Heard().callbacks())[0].audio
        assert_same(np.roll(ours, -turn_of(spec), axis=1), reference[:, : spec.frames])
        without = take_of(name, seconds=4.0, steps=4)
        assert np.abs(reference[:, : spec.frames] - without).max() > 3e-4  # thrice the tolerance

    def test_one_part_is_upstreams_by_its_seconds(self, tmp_path: Path) -> None:
        name = "stable-audio-3-small-music"
        row, hop = row_of(name), loaded("stable-audio-3-small-music")._variants.of("fp32").model.hop
        first, last = (150 * hop / row.sample_rate, 190 * hop / row.sample_rate)
        spec = parts_of(name, tmp_path, (first, last), steps=4)
        assert turn_of(spec) == 0  # it lies over the middle
        given = inpainted(spec, 2)
        assert given is not None
        heard = given.laid.heard(0, spec.frames)
        reference = stable_audio_3_take(
            row,
            4.0,
            steps=4,
            inpaint_audio=(row.sample_rate, torch.from_numpy(heard.copy())),
            inpaint_mask_start_seconds=first,
            inpaint_mask_end_seconds=last,
        )
        ours = loaded(name).generate([spec], Heard().callbacks())[0].audio
        assert_same(ours, reference[:, : spec.frames])


class TestStableAudioOpen:
    """Never trained to fill parts: what is known is put back at each step."""

    @pytest.mark.parametrize("name", ["stable-audio-open-small", "stable-audio-open-1.0"])
    def test_what_stays_is_the_codecs_own_and_the_part_is_made(
        self, name: str, tmp_path: Path
    ) -> None:
        row = row_of(name)
        model = loaded(name)._variants.of("fp32").model
        takes = [
            loaded(name).generate(
                [parts_of(name, tmp_path, (1.5, 2.5), seed=seed, steps=4)], Heard().callbacks()
            )[0]
            for seed in (1, 2)
        ]
        first, other = (take.audio for take in takes)
        made = slice(round(1.7 * row.sample_rate), round(2.3 * row.sample_rate))
        away = slice(round(3.2 * row.sample_rate), round(3.8 * row.sample_rate))
        assert np.abs(first - other)[:, made].max() > 1e-2
        assert np.abs(first - other)[:, away].max() < 0.2 * np.abs(first - other)[:, made].max()
        assert any(f"{1000 * model.hop / row.sample_rate:.3g} ms" in n for n in takes[0].notes)

    @pytest.mark.parametrize("objective", ["ping-pong", "euler", "v"])
    def test_known_latents_come_out_as_they_are(self, objective: str) -> None:
        from tonekilnd.engines.neural.stable_audio.diffused_takes import _sampling
        from tonekilnd.engines.neural.stable_audio.diffusion import Diffusion, Known, latents

        name = "stable-audio-open-1.0" if objective == "v" else "stable-audio-open-small"
        model = loaded(name)._variants.of("fp32").model
        shape = (1, model.wrapped.io_channels, 16)
        noise = torch.randn(shape, generator=torch.Generator().manual_seed(1))
        mask = torch.zeros((1, 1, 16))
        mask[..., 4:9] = 1
        known = torch.full(shape, 0.25) * mask
        objectives = {"ping-pong": "rf_denoiser", "euler": "rectified_flow", "v": "v"}
        halving = SimpleNamespace(
            wrapped=SimpleNamespace(diffusion_objective=objectives[objective]),
            transformer=lambda x, _level, **_asked: 0.5 * x,
            device=model.device,
        )
        made = latents(
            Diffusion(
                *(halving, noise, None, {}, _sampling(row_of(name), spec_of(name, steps=6))),
                *([torch.Generator().manual_seed(1)], lambda _done, _of: None),
                known=Known(mask, known),
            )
        )
        torch.testing.assert_close(made[..., 4:9], known[..., 4:9], atol=1e-3, rtol=0)
        assert (made[..., :4] - 0.25).abs().max() > 0.05


@pytest.mark.parametrize("name", ["musicgen-small", "audiogen-medium"])
def test_models_that_only_go_forward_have_none(name: str, tmp_path: Path) -> None:
    from tonekiln.protocol.errors import UnsupportedAbility

    with pytest.raises(UnsupportedAbility) as refused:
        loaded(name).generate([parts_of(name, tmp_path, (1.0, 2.0))], Heard().callbacks())
    assert refused.value.field == "inpaint"


def test_what_lies_past_the_clips_ends_is_the_clip(tmp_path: Path) -> None:
    spec = parts_of(MAGNETS[0], tmp_path, (1.0, 2.0))
    given = inpainted(spec, 1)
    assert given is not None
    heard = given.laid.heard(-8_000, 5 * 32_000)
    np.testing.assert_array_equal(heard[:, :8_000], heard[:, 4 * 32_000 : 4 * 32_000 + 8_000])
