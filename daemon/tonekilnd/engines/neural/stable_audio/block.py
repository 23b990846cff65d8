"""stable-audio-tools' `TransformerBlock` as the decode core wants it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from torch import Tensor, nn

from ..fast.diffusion_block import (
    HEAD_DIM_MULTIPLE,
    AttentionWeights,
    BlockWeights,
    CrossWeights,
    Int8Block,
    Linear,
)
from ..fast.native.compiler import CannotBuild
from ..fast.native.full_attention import Rotary
from ..fast.native.gemm import Norm


class RotaryTables:
    """Cosines and sines of a step's angles, made once for all blocks."""

    def __init__(self) -> None:
        self._angles: Tensor | None = None
        self._rotary: Rotary | None = None

    def of(self, angles: Tensor) -> Rotary:
        """Those of the angles (steps, rotary_dim), the same tensor for every block of a step."""
        if self._rotary is None or angles is not self._angles:
            # Upstream's are there twice, once for each half of what is rotated.
            half = angles[:, : angles.shape[-1] // 2].float()
            self._rotary = Rotary(half.cos().contiguous(), half.sin().contiguous())
            self._angles = angles
        return self._rotary


class FastBlock(nn.Module):
    """The block upstream made, with its matrices in int8; called as upstream's is."""

    def __init__(self, block: Any, cache: Path, rotary: RotaryTables | None = None) -> None:
        """Take it over.

        Args:
            block: upstream's.
            cache: where compiled code is kept.
            rotary: shared by a transformer's blocks.

        Raises:
            CannotBuild: this machine has no such product, or the block has parts that Stable
                Audio Open's have not.
        """
        super().__init__()
        _check(block)
        self._block = Int8Block(_weights_of(block), cache)
        self.rotary = RotaryTables() if rotary is None else rotary

    def forward(
        self,
        x: Tensor,
        context: Tensor | None = None,
        rotary_pos_emb: tuple[Tensor, Any] | None = None,
        **_: Any,
    ) -> Tensor:
        """Steps (sequences, steps, dim) to the same, in fp32; the rest upstream does not use."""
        rotary = None if rotary_pos_emb is None else self.rotary.of(rotary_pos_emb[0])
        return self._block.forward(x, context, rotary)


def _weights_of(block: Any) -> BlockWeights:
    return BlockWeights(
        self_norm=_norm(block.pre_norm),
        qkv=_linear(block.self_attn.to_qkv),
        self_attention=_attention(block.self_attn),
        cross=_cross(block) if block.cross_attend else None,
        ffn_norm=_norm(block.ff_norm),
        up=_linear(block.ff.ff[0].proj),
        down=_linear(block.ff.ff[2]),
    )


def _cross(block: Any) -> CrossWeights:
    return CrossWeights(
        norm=_norm(block.cross_attend_norm),
        query=_linear(block.cross_attn.to_q),
        keys_values=_linear(block.cross_attn.to_kv),
        attention=_attention(block.cross_attn),
    )


def _linear(linear: nn.Linear) -> Linear:
    return Linear(linear.weight.detach().float(), linear.bias)


def _norm(norm: Any) -> Norm:
    """Upstream's own layer norm."""
    return Norm(_numbers(norm.gamma), _numbers(norm.beta), norm.eps)


def _attention(attention: Any) -> AttentionWeights:
    out = _linear(attention.to_out)
    if attention.qk_norm == "none":
        return AttentionWeights(attention.dim_heads, None, None, out)
    norms = (attention.q_norm, attention.k_norm)
    query, key = (Norm(_numbers(n.weight), _numbers(n.bias), n.eps) for n in norms)
    return AttentionWeights(attention.dim_heads, query, key, out)


def _numbers(tensor: Tensor) -> Tensor:
    return tensor.detach().float().contiguous()


def _check(block: Any) -> None:
    """Refuse what is not written here."""
    attentions = [block.self_attn, *([block.cross_attn] if block.cross_attend else [])]
    feed = block.ff.ff
    known = (
        block.global_cond_dim is None
        and block.conformer is None
        and block.to_local_embed is None
        and not block.modular_local_embeds
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
    return (
        attention.dim_heads % HEAD_DIM_MULTIPLE == 0
        and attention.qk_norm in ("none", "ln")
        and not attention.differential
        and not attention.feat_scale
        and not attention.causal
    )
