"""The C++ structs that Python fills, field for field as the kernels' headers have them.

Shapes and layouts are told there; a test compares the two.
"""

from __future__ import annotations

import ctypes
from enum import IntEnum

_POINTER = ctypes.c_void_p
_POINTERS = ctypes.POINTER(ctypes.c_void_p)


class DType(IntEnum):
    """DType of packed_matrix.h: how numbers are stored."""

    FP32 = 0
    BF16 = 1
    INT8 = 2


class InputOp(IntEnum):
    """InputOp of gemm_vnni_s8.h: what is done to a row before it is quantised."""

    NONE = 0
    LAYER_NORM = 1
    SWIGLU = 2


class CNorm(ctypes.Structure):
    """Norm of layer_norm.h."""

    _fields_ = [("weight", _POINTER), ("bias", _POINTER)]


class CPackedMatrix(ctypes.Structure):
    """PackedMatrix of packed_matrix.h."""

    _fields_ = [
        ("weights", _POINTER),
        ("scales", _POINTER),
        ("outputs", ctypes.c_int32),
        ("inputs", ctypes.c_int32),
        ("group", ctypes.c_int32),
        ("dtype", ctypes.c_int32),
    ]


class CDecoderLayer(ctypes.Structure):
    """DecoderLayer of decode.cpp."""

    _fields_ = [
        ("self_norm", CNorm),
        ("qkv", CPackedMatrix),
        ("out", CPackedMatrix),
        ("cross_norm", CNorm),
        ("cross_query", CPackedMatrix),
        ("cross_out", CPackedMatrix),
        ("ffn_norm", CNorm),
        ("up", CPackedMatrix),
        ("down", CPackedMatrix),
    ]


class CDecoder(ctypes.Structure):
    """Decoder of decode.cpp."""

    _fields_ = [
        ("layers", ctypes.POINTER(CDecoderLayer)),
        ("norm", CNorm),
        ("logits", CPackedMatrix),
        ("layer_count", ctypes.c_int32),
        ("dim", ctypes.c_int32),
        ("heads", ctypes.c_int32),
        ("has_cross", ctypes.c_int32),
    ]


class CKvCache(ctypes.Structure):
    """KvCache of decode.cpp."""

    _fields_ = [
        ("keys", _POINTERS),
        ("values", _POINTERS),
        ("cross_keys", _POINTERS),
        ("cross_values", _POINTERS),
        ("sequences", ctypes.c_int32),
        ("max_steps", ctypes.c_int32),
        ("cross_steps", ctypes.c_int32),
        ("dtype", ctypes.c_int32),
    ]


class CGemmInput(ctypes.Structure):
    """GemmInput of gemm_vnni_s8.h."""

    _fields_ = [
        ("x", _POINTER),
        ("norm", CNorm),
        ("epsilon", ctypes.c_float),
        ("op", ctypes.c_int32),
    ]


class CGemmOutput(ctypes.Structure):
    """GemmOutput of gemm_vnni_s8.h."""

    _fields_ = [("bias", _POINTER), ("out", _POINTER), ("accumulate", ctypes.c_int32)]


class CAttentionSide(ctypes.Structure):
    """AttentionSide of full_attention.h."""

    _fields_ = [
        ("data", _POINTER),
        ("steps", ctypes.c_int32),
        ("heads", ctypes.c_int32),
        ("stride", ctypes.c_int32),
        ("norm", CNorm),
    ]


class CFullAttention(ctypes.Structure):
    """FullAttention of full_attention.h."""

    _fields_ = [
        ("queries", CAttentionSide),
        ("keys", CAttentionSide),
        ("values", CAttentionSide),
        ("rotary_cos", _POINTER),
        ("rotary_sin", _POINTER),
        ("out", _POINTER),
        ("epsilon", ctypes.c_float),
        ("rotary_dim", ctypes.c_int32),
        ("sequences", ctypes.c_int32),
        ("head_dim", ctypes.c_int32),
    ]


class CConv1d(ctypes.Structure):
    """Conv1d of conv1d.h."""

    _fields_ = [
        ("weights", _POINTER),
        ("bias", _POINTER),
        ("snake_frequency", _POINTER),
        ("snake_amount", _POINTER),
        ("inputs", ctypes.c_int32),
        ("outputs", ctypes.c_int32),
        ("kernel_size", ctypes.c_int32),
        ("dilation", ctypes.c_int32),
        ("channels", ctypes.c_int32),
    ]


class CConv1dOutput(ctypes.Structure):
    """Conv1dOutput of conv1d.h."""

    _fields_ = [
        ("residual", _POINTER),
        ("out", _POINTER),
        ("activated", _POINTER),
        ("trimmed", ctypes.c_int64),
        ("limit", ctypes.c_int64),
    ]
