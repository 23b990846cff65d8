"""What an audiocraft pickle says of itself: its start is searched, and nothing of it is run.

`torch.save` writes `data.pkl` before any tensor, uncompressed, both in its zip format and in
the one before it; the package's keys and the training configuration (`xp.cfg`, text) are there.
"""

from __future__ import annotations

import io
import itertools
import pickletools
import re
from pathlib import Path

from tonekiln import foreign
from tonekiln.foreign import Unreadable

_START_BYTES = 2**20
"""A thousand tensors are described in a fifth of it."""

_KEYS_BYTES = 4096
_CONFIG_KEY = b"xp.cfg"
_OPCODES_TO_A_VALUE = 4
"""Between a dictionary's key and its text there is at most one that remembers the key."""

_T5_NAME = ("conditioners", None, "t5", "name")
_LINE = re.compile(r"( *)([\w.-]+):(?: +(.*))?")


def names_its_codec(pickled: Path) -> bool:
    """Whether a codec's file only names a published codec. False where it cannot be read."""
    try:
        keys = foreign.read_start(pickled, _KEYS_BYTES)
    except Unreadable:
        return False
    return b"pretrained" in keys and b"best_state" not in keys


def text_encoder_named_by(pickled: Path) -> str:
    """The T5 that a language model's configuration names, like `t5-base`; "" if it names none."""
    try:
        start = foreign.read_start(pickled, _START_BYTES)
    except Unreadable:
        return ""
    return _value_at(_T5_NAME, _config_in(start))


def _config_in(start: bytes) -> str:
    """The text that follows the key `xp.cfg` in a pickle."""
    at = start.find(_CONFIG_KEY)
    if at < 0:
        return ""
    following = pickletools.genops(io.BytesIO(start[at + len(_CONFIG_KEY) :]))
    try:
        for _, argument, _ in itertools.islice(following, _OPCODES_TO_A_VALUE):
            if isinstance(argument, str):
                return argument
    except Exception:  # the file decides what pickletools raises
        return ""
    return ""


def _value_at(path: tuple[str | None, ...], yaml: str) -> str:
    """The plain value at a path of keys in block-style YAML, as OmegaConf writes it.

    Args:
        path: keys from the outermost in; None stands for any.
        yaml: the text; lines that are no `key: value` are passed over.
    """
    above: list[tuple[int, str]] = []
    for line in yaml.splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        indent = len(match[1])
        above = [(depth, key) for depth, key in above if depth < indent] + [(indent, match[2])]
        keys = [key for _, key in above]
        if len(keys) == len(path) and all(
            want in (None, key) for want, key in zip(path, keys, strict=True)
        ):
            return (match[3] or "").strip().strip("'\"")
    return ""
