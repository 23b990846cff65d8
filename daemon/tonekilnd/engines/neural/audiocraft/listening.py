"""Decoding EnCodec while its tokens are still being made, without joins.

EnCodec's decoder is one convolution, an LSTM that only looks back, and a stack of upsampling
convolutions. The LSTM's state is carried from piece to piece; around each convolution enough
context is recomputed that what is given out is what decoding everything at once would give.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from tonekilnd.domain import Audio


class StreamingDecoder:
    """Gives out audio as soon as no later token can change it."""

    def __init__(self, codec: Any) -> None:
        self._stereo = hasattr(codec, "get_left_right_codes")
        self._wrapped = codec
        self._codec = codec.model if self._stereo else codec
        layers = list(self._codec.decoder.model)
        lstm = next((i for i, layer in enumerate(layers) if hasattr(layer, "lstm")), None)
        self._recurrent = None if lstm is None else layers[lstm]
        self._first = nn.Sequential(*layers[: 1 if lstm is None else lstm])
        self._rest = nn.Sequential(*layers[1 if lstm is None else lstm + 1 :])
        self._first_reach = _reach(self._first)
        self._rest_reach = _reach(self._rest)
        self._hop = math.prod(self._codec.decoder.ratios)
        self._latents: Tensor | None = None
        self._state: Any = None
        self._inner: Tensor | None = None
        self._inner_done = 0
        self._given_out = 0

    @torch.inference_mode()
    def push(self, codes: Tensor, *, last: bool = False) -> Audio:
        """Take further tokens; give out the audio that is now final.

        Args:
            codes: (takes, codebooks, tokens).
            last: no more will come.

        Returns:
            (takes, channels, frames), frames possibly 0.
        """
        latents = self._codec.decode_latent(self._per_channel(codes))
        self._latents = _joined(self._latents, latents)
        total = self._latents.shape[-1]
        self._run_inner(total if last else total - self._first_reach, whole=last)
        ready = self._inner_done if last else self._inner_done - self._rest_reach
        audio = self._run_rest(max(ready, self._given_out), whole=last)
        return self._per_take(audio, len(codes))

    def _per_channel(self, codes: Tensor) -> Tensor:
        if not self._stereo:
            return codes
        return torch.cat(self._wrapped.get_left_right_codes(codes))

    def _per_take(self, audio: Tensor, takes: int) -> Audio:
        if self._stereo:
            audio = torch.cat(audio.split(takes), dim=1)
        return np.asarray(audio.cpu().numpy(), dtype=np.float32)

    def _run_inner(self, end: int, *, whole: bool) -> None:
        """The first convolution and the LSTM, up to latent `end`."""
        start = self._inner_done
        if end <= start or self._latents is None:
            return
        window = slice(
            max(0, start - self._first_reach), None if whole else end + self._first_reach
        )
        out = self._first(self._latents[..., window])
        out = out[..., start - window.start :][..., : end - start]
        if self._recurrent is not None:
            steps = out.permute(2, 0, 1)
            recurrent, self._state = self._recurrent.lstm(steps, self._state)
            out = (recurrent + steps if self._recurrent.skip else recurrent).permute(1, 2, 0)
        self._inner = _joined(self._inner, out)
        self._inner_done = end

    def _run_rest(self, end: int, *, whole: bool) -> Tensor:
        """The upsampling stack, from what was given out up to latent `end`."""
        start = self._given_out
        if self._inner is None or (end <= start and not whole):
            rows = 0 if self._latents is None else len(self._latents)
            return torch.zeros((rows, self._codec.channels, 0))
        first = max(0, start - self._rest_reach)
        last = None if whole else end + self._rest_reach
        out = self._rest(self._inner[..., first:last])
        self._given_out = end
        return out[..., (start - first) * self._hop :][..., : (end - start) * self._hop]


def _joined(before: Tensor | None, now: Tensor) -> Tensor:
    return now if before is None else torch.cat([before, now], dim=-1)


def _reach(layers: nn.Module) -> int:
    """How many latents to either side can influence an output, rounded up generously."""
    reach = 0.0
    rate = 1
    for layer in layers.modules():
        if isinstance(layer, nn.ConvTranspose1d):
            reach += (layer.kernel_size[0] / layer.stride[0]) / rate
            rate *= layer.stride[0]
        elif isinstance(layer, nn.Conv1d):
            reach += (layer.kernel_size[0] - 1) * layer.dilation[0] / rate
    return math.ceil(reach)
