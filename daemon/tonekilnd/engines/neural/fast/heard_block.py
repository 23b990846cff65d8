"""A block of Stable Audio's transformer in int8, all between its matrices done natively.

`forward` is that of stable-audio-tools' `TransformerBlock`: self-attention, attention to the
words, a gated feed-forward, each after a norm and added to what came in.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from .native.compiler import CannotBuild
from .native.full_attention import FullAttention, Rotary
from .native.gemm import Int8Gemm, Norm
from .native.packing import SIMD_WIDTH


class HeardBlock(nn.Module):
    """The block upstream made, with its matrices in int8."""

    def __init__(self, block: Any, cache: Path) -> None:
        """Take it over.

        Raises:
            CannotBuild: this machine has no such product, or the block has parts that Stable
                Audio Open's have not.
        """
        super().__init__()
        _check(block)
        self._self_norm = _norm(block.pre_norm)
        self._qkv = _matrix(block.self_attn.to_qkv, cache)
        self._self_attention = _attention(block.self_attn, cache)
        self._self_out = _matrix(block.self_attn.to_out, cache)
        self._cross = _Words(block, cache) if block.cross_attend else None
        self._feed_norm = _norm(block.ff_norm)
        self._up = _matrix(block.ff.ff[0].proj, cache)
        self._down = _matrix(block.ff.ff[2], cache)

    def forward(
        self,
        x: Tensor,
        context: Tensor | None = None,
        rotary_pos_emb: tuple[Tensor, Any] | None = None,
        **_: Any,
    ) -> Tensor:
        """Steps (sequences, steps, dim) to the same, in fp32; the rest upstream does not use."""
        heard = x.float().clone(memory_format=torch.contiguous_format)
        qkv = self._qkv.matmul_normed(heard, self._self_norm)
        turn = None if rotary_pos_emb is None else _turn(rotary_pos_emb[0])
        queries, keys, values = qkv.chunk(3, dim=-1)
        self._self_out.matmul_add(heard, self._self_attention.attend(queries, keys, values, turn))
        if context is not None and self._cross is not None:
            self._cross.add_to(heard, context)
        self._down.matmul_swiglu_add(heard, self._up.matmul_normed(heard, self._feed_norm))
        return heard


class _Words:
    """Attention to the words, which stay the same for all steps of a take."""

    def __init__(self, block: Any, cache: Path) -> None:
        self._norm = _norm(block.cross_attend_norm)
        self._query = _matrix(block.cross_attn.to_q, cache)
        self._keys_values = _matrix(block.cross_attn.to_kv, cache)
        self._attention = _attention(block.cross_attn, cache)
        self._out = _matrix(block.cross_attn.to_out, cache)
        self._context = self._heard = torch.empty(0)

    def add_to(self, heard: Tensor, context: Tensor) -> None:
        query = self._query.matmul_normed(heard, self._norm)
        keys, values = self._of(context).chunk(2, dim=-1)
        self._out.matmul_add(heard, self._attention.attend(query, keys, values))

    def _of(self, context: Tensor) -> Tensor:
        if not torch.equal(context, self._context):
            self._context, self._heard = context.clone(), self._keys_values.matmul(context)
        return self._heard


def _matrix(linear: nn.Linear, cache: Path) -> Int8Gemm:
    return Int8Gemm(linear.weight.detach().float(), linear.bias, cache)


def _norm(norm: Any) -> Norm:
    """Upstream's own layer norm."""
    return Norm(_numbers(norm.gamma), _numbers(norm.beta), norm.eps)


def _attention(attention: Any, cache: Path) -> FullAttention:
    if attention.qk_norm == "none":
        return FullAttention(attention.dim_heads, None, None, cache)
    norms = (attention.q_norm, attention.k_norm)
    query, key = (Norm(_numbers(n.weight), _numbers(n.bias), n.eps) for n in norms)
    return FullAttention(attention.dim_heads, query, key, cache)


def _numbers(tensor: Tensor) -> Tensor:
    return tensor.detach().float().contiguous()


def _turn(angles: Tensor) -> Rotary:
    """Upstream's angles are there twice, once for each half of what is turned."""
    half = angles[:, : angles.shape[-1] // 2].float()
    return Rotary(half.cos().contiguous(), half.sin().contiguous())


def _check(block: Any) -> None:
    """Refuse what is not written here."""
    attentions = [block.self_attn, *([block.cross_attn] if block.cross_attend else [])]
    feed = block.ff.ff
    known = (
        block.global_cond_dim is None
        and block.conformer is None
        and not block.add_rope
        and not block.causal
        and all(type(n).__name__ == "LayerNorm" for n in (block.pre_norm, block.ff_norm))
        and all(isinstance(s, nn.Identity) for s in (block.self_attn_scale, block.ff_scale))
        and all(_known_attention(attention) for attention in attentions)
        and type(feed[0]).__name__ == "GLU"
        and not feed[0].use_conv
        and isinstance(feed[0].act, nn.SiLU)
        and isinstance(feed[2], nn.Linear)
    )
    if not known:
        raise CannotBuild("the transformer's blocks are not those of Stable Audio Open")


def _known_attention(attention: Any) -> bool:
    """Upstream turns half of a head's numbers, which are taken sixteen by sixteen."""
    return (
        attention.dim_heads % (4 * SIMD_WIDTH) == 0
        and attention.qk_norm in ("none", "ln")
        and not attention.differential
        and not attention.feat_scale
        and not attention.causal
    )
