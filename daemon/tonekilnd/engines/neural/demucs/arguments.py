"""What a checkpoint's metadata may have the model built with.

Upstream's own loader imports whatever class the file names and gives it whatever the file says;
here the class is one, the names of its arguments are known, and so is what each may be.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekilnd.domain import STEMS

from ...checkpoints.integrity import damaged

KLASS = "demucs.htdemucs.HTDemucs"
SAMPLE_RATE = 44_100
CHANNELS = 2
MOST_SEGMENT_SECONDS = 60

_MOST_LAYERS = 32
_MOST_NUMBER = 1e6
_LAYERS = ("depth", "multi_freqs_depth", "dconv_depth", "t_layers")
_NUMBERS = frozenset(
    (
        *_LAYERS,
        *("channels", "channels_time", "growth", "nfft", "wiener_iters", "end_iters"),
        *("freq_emb", "emb_scale", "kernel_size", "time_stride", "stride", "context"),
        *("context_enc", "norm_starts", "norm_groups", "dconv_mode", "dconv_comp", "dconv_init"),
        *("bottom_channels", "t_hidden_scale", "t_heads", "t_dropout", "t_max_positions"),
        *("t_max_period", "t_weight_decay", "t_lr", "t_weight_pos_embed", "t_sin_random_shift"),
        *("t_mask_random_seed", "t_sparse_attn_window", "t_global_window", "t_sparsity"),
        *("rescale", "segment"),
    )
)
_FLAGS = frozenset(
    (
        *("wiener_residual", "cac", "rewrite", "emb_smooth", "t_norm_in", "t_norm_in_group"),
        *("t_group_norm", "t_norm_first", "t_norm_out", "t_layer_scale", "t_gelu"),
        *("t_cape_mean_normalize", "t_cape_augment", "t_sparse_self_attn"),
        *("t_sparse_cross_attn", "t_auto_sparsity", "t_cross_first", "use_train_segment"),
    )
)
_TEXTS = {"t_emb": ("sin", "cape", "scaled"), "t_mask_type": ("diag",)}
_LISTS = frozenset(("multi_freqs", "t_cape_glob_loc_scale"))
_OPTIONAL = frozenset(("channels_time", "t_lr"))
_FIXED = {"samplerate": SAMPLE_RATE, "audio_channels": CHANNELS}
_MOST_LIST = 16


def arguments_of(metadata: Mapping[str, str], file: Path) -> dict[str, Any]:
    """The keyword arguments that a checkpoint's network is built with.

    Raises:
        EngineUnavailable: the file is of another class, or says what none of that class can be.
    """
    if metadata.get("klass") != KLASS or "structure" in metadata:
        named = foreign.shown(metadata.get("klass", "nothing"))
        raise damaged(file, f"it is for {named}, and not for {KLASS}")
    try:
        given = foreign.json_of(metadata.get("kwargs", "{}"), dict[str, Any], file)
        positional = foreign.json_of(metadata.get("args", "[]"), list[Any], file)
    except Unreadable as error:
        raise damaged(file, error.why) from error
    if positional:
        given = {"sources": positional[0], **given}
    wrong = next((name for name, value in given.items() if not _may_be(name, value)), None)
    if wrong or len(positional) > 1:
        raise damaged(file, f"its {foreign.shown(wrong or 'args')} is none that {KLASS} can have")
    if sorted(given.get("sources", ())) != sorted(STEMS):
        raise damaged(file, f"its stems are not {', '.join(STEMS)}")
    read = {name: _plain(value) for name, value in given.items()}
    # Upstream's defaults are those of 44.1 kHz and stereo; whoever says something says the same.
    if not 0 < read.get("segment", 10) <= MOST_SEGMENT_SECONDS:
        raise damaged(file, "its segment is of no length that can be computed")
    return read


def _may_be(name: str, value: Any) -> bool:
    kind = _KINDS.get(name)
    return kind is not None and kind(name, value)


def _is_sources(_name: str, value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(source, str) for source in value)


def _is_fixed(name: str, value: Any) -> bool:
    return bool(value == _FIXED[name]) and not isinstance(value, bool)


def _is_list(_name: str, value: Any) -> bool:
    listed = value or []
    return isinstance(listed, list) and len(listed) <= _MOST_LIST and all(map(_number, listed))


def _is_number(name: str, value: Any) -> bool:
    if value is None:
        return name in _OPTIONAL
    most = _MOST_LAYERS if name in _LAYERS else _MOST_NUMBER
    return _number(value) and bool(abs(_plain(value)) <= most)


_KINDS: dict[str, Callable[[str, Any], bool]] = {
    "sources": _is_sources,
    **dict.fromkeys(_FIXED, _is_fixed),
    **dict.fromkeys(_FLAGS, lambda _name, value: isinstance(value, bool)),
    **dict.fromkeys(_TEXTS, lambda name, value: value in _TEXTS[name]),
    **dict.fromkeys(_LISTS, _is_list),
    **dict.fromkeys(_NUMBERS, _is_number),
}
"""What each argument may be, by its name."""


def _number(value: Any) -> bool:
    """Whether it is a finite number, or a fraction as upstream writes one."""
    if isinstance(value, dict):
        parts = [value.get(part) for part in ("numerator", "denominator")]
        whole = all(isinstance(part, int) and not isinstance(part, bool) for part in parts)
        return value.get("_type") == "fraction" and len(value) == 3 and whole and parts[1] != 0
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return Fraction(value["numerator"], value["denominator"])
    return value
