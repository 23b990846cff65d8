"""audiocraft's language models as the decode core wants them: tensors, and a prefill.

Tensors are shared with the modules, never copied.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import nn

from ..fast.decoder_weights import CrossAttention, DecoderWeights, Layer, Norm
from ..fast.prefill import Prefill


def weights_of(lm: Any, *, causal: bool = True) -> DecoderWeights | None:
    """The weights of audiocraft's LMModel, or None where it is built in another way.

    Args:
        lm: the model.
        causal: whether its steps hear only those before them; MAGNeT's hear all.
    """
    transformer = lm.transformer
    if not _is_published_kind(lm, causal=causal):
        return None
    return DecoderWeights(
        embeddings=torch.stack([table.weight for table in lm.emb]),
        layers=tuple(_layer(layer) for layer in transformer.layers),
        norm=_norm(lm.out_norm),
        logits=torch.cat([head.weight for head in lm.linears]),
        heads=int(transformer.layers[0].self_attn.num_heads),
        codebooks=int(lm.n_q),
        card=int(lm.card),
        max_period=float(transformer.max_period),
        positional_scale=float(transformer.positional_scale),
    )


def _is_published_kind(lm: Any, *, causal: bool) -> bool:
    """Whether the model is built as all published ones are."""
    transformer = lm.transformer
    fusing = {method for method, names in lm.fuser.fuse2cond.items() if names}
    return (
        transformer.positional_embedding == "sin"
        and lm.out_norm is not None
        and all(head.bias is None for head in lm.linears)
        and fusing <= {"cross", "prepend"}
        and all(_is_published_layer(layer, causal=causal) for layer in transformer.layers)
    )


def _is_published_layer(layer: Any, *, causal: bool) -> bool:
    attention = layer.self_attn
    return (
        layer.norm_first
        and attention.custom
        and attention.causal == causal
        and attention.kv_repeat == 1
        and attention.past_context is None
        and attention.in_proj_bias is None
        and not attention.qk_layer_norm
        and layer.linear1.bias is None
        and isinstance(layer.layer_scale_1, nn.Identity)
        and layer.activation in (torch.nn.functional.gelu,)
    )


def _layer(layer: Any) -> Layer:
    attention = layer.self_attn
    return Layer(
        self_norm=_norm(layer.norm1),
        qkv=attention.in_proj_weight,
        out=attention.out_proj.weight,
        cross=_cross(layer) if layer.cross_attention is not None else None,
        ffn_norm=_norm(layer.norm2),
        up=layer.linear1.weight,
        down=layer.linear2.weight,
    )


def _cross(layer: Any) -> CrossAttention:
    attention = layer.cross_attention
    query, key, value = attention.in_proj_weight.chunk(3)
    return CrossAttention(
        norm=_norm(layer.norm_cross),
        query=query,
        key=key,
        value=value,
        out=attention.out_proj.weight,
    )


def _norm(norm: Any) -> Norm:
    return Norm(norm.weight, norm.bias)


def prefill_of(lm: Any, weights: DecoderWeights, conditions: Mapping[str, Any]) -> Prefill:
    """Fuse conditions as audiocraft's ConditionFuser does, and project them once.

    Args:
        lm: audiocraft's model, whose fuser is asked.
        weights: of the same model.
        conditions: condition tensors with their masks, by name.
    """
    rows = len(next(iter(conditions.values()))[0])
    nothing = torch.zeros(
        (rows, 0, weights.dim), device=weights.device, dtype=weights.embeddings.dtype
    )
    prefix, words = lm.fuser(nothing, conditions)
    return Prefill.projected(prefix, words, weights)
