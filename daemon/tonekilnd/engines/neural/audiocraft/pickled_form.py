"""audiocraft's own published form, a pair of pickles, converted once into mapped safetensors.

A pickle can run code when it is read, and cannot be mapped as it is computed with. Both are met
by reading it once with `weights_only=True` and keeping its tensors, in fp32, in the home.
"""

from __future__ import annotations

import json
import os
import pickle
import struct
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.in_the_way import way_for_file, way_for_folder
from tonekiln.platform import open_files
from tonekiln.protocol.errors import EngineUnavailable

from ...checkpoints.forms import CODEC_PICKLE, LM_PICKLE
from ...checkpoints.integrity import FileRecord, damaged
from ...checkpoints.store import Checkpoint, Store
from ...libraries.out_of_memory import is_out_of_memory
from .. import weights
from ..text_encoder import text_encoder_in
from ..weights import State
from . import transformers_form
from .parts import Parts
from .upstream import audiocraft

audiocraft()

from omegaconf import OmegaConf  # noqa: E402

FORMAT = "tonekiln-1"
"""Named in every converted file; another format is converted again."""

Progress = Callable[[float, str], None]


def read(checkpoint: Checkpoint, store: Store, progress: Progress) -> Parts:
    """The parts of an audiocraft pair, converting it first where that was not done yet.

    Raises:
        EngineUnavailable: a pickle is damaged, or holds more than tensors and plain values.
    """
    files = {Path(file.path).name: file for file in checkpoint.weights.files}
    if checkpoint.text_encoder is None:
        raise EngineUnavailable(
            f"{checkpoint.engine} has no text encoder",
            hint=f"run `tonekiln pull {checkpoint.engine}`",
        )
    lm_config, lm = _converted(files[LM_PICKLE], store, progress)
    if checkpoint.codec is not None:
        codec_config, codec = transformers_form.read_codec(checkpoint.codec.path)
    else:
        codec_config, codec = _converted(files[CODEC_PICKLE], store, progress)
    return Parts(
        lm_config=lm_config,
        lm=lm,
        codec_config=codec_config,
        codec=codec,
        text_encoder=text_encoder_in(checkpoint.text_encoder.path),
        origin=Path(files[LM_PICKLE].path),
    )


def _converted(pickled: FileRecord, store: Store, progress: Progress) -> tuple[Any, State]:
    target = store.converted / f"{pickled.sha256}.safetensors"
    if not _is_converted(target):
        progress(0.1, f"converting {Path(pickled.path).name} once")
        _convert(Path(pickled.path), target)
    config = weights.metadata(target)["xp.cfg"]
    return OmegaConf.create(config), weights.mapped(target)


def _is_converted(target: Path) -> bool:
    """Whether a whole file of this format is there; it is replaced otherwise."""
    try:
        foreign.check_file(target)
        known = weights.metadata(target)
    except (Unreadable, EngineUnavailable):
        return False
    return known.get("format") == FORMAT and "xp.cfg" in known


def _convert(source: Path, target: Path) -> None:
    package = _unpickled(source)
    state = package.get("best_state")
    config = package.get("xp.cfg")
    if not isinstance(state, Mapping) or not isinstance(config, str):
        raise damaged(source, "it is no audiocraft checkpoint")
    tensors = {str(k): v for k, v in state.items() if isinstance(v, Tensor)}
    way_for_folder(target.parent)
    target.parent.mkdir(parents=True, exist_ok=True)
    way_for_file(target)
    draft = target.with_suffix(f".{os.getpid()}.draft")
    try:
        _write_as_fp32(draft, tensors, {"format": FORMAT, "xp.cfg": config})
        open_files.replace(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def _unpickled(source: Path) -> Mapping[str, Any]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pickle protocols, where the file is refused anyway
            return _mapping(_loaded(source))
    except pickle.UnpicklingError as error:
        raise EngineUnavailable(
            f"{source} was refused: it holds more than tensors and plain values",
            hint="such a file can run code when it is read; get the model from its publisher",
        ) from error
    except Exception as error:  # the file decides what torch raises
        if is_out_of_memory(error):
            raise
        raise damaged(source, (str(error).splitlines() or ["it ends too early"])[0]) from error


def _loaded(source: Path) -> object:
    try:
        return torch.load(source, "cpu", weights_only=True, mmap=True)
    except RuntimeError as error:  # written before torch's zip format, which alone can be mapped
        if is_out_of_memory(error):
            raise
        return torch.load(source, "cpu", weights_only=True)


def _mapping(loaded: object) -> Mapping[str, Any]:
    return loaded if isinstance(loaded, Mapping) else {}


_ALIGNMENT = 64
_DTYPE_NAMES = {torch.float32: "F32", torch.int64: "I64", torch.int32: "I32", torch.bool: "BOOL"}


def _write_as_fp32(file: Path, tensors: Mapping[str, Tensor], metadata: dict[str, str]) -> None:
    """Write a safetensors file tensor by tensor, so that the model is never held whole.

    The format is eight bytes of header length, a JSON header, and the tensors' bytes
    (safetensors' documentation, "Format").
    """
    header: dict[str, Any] = {"__metadata__": metadata}
    offset = 0
    for name, tensor in tensors.items():
        dtype = torch.float32 if tensor.is_floating_point() else tensor.dtype
        size = tensor.numel() * torch.empty(0, dtype=dtype).element_size()
        header[name] = {
            "dtype": _DTYPE_NAMES[dtype],
            "shape": list(tensor.shape),
            "data_offsets": [offset, offset + size],
        }
        offset += size
    text = json.dumps(header).encode()
    text += b" " * (-(len(text) + 8) % _ALIGNMENT)
    with file.open("wb") as out:
        out.write(struct.pack("<Q", len(text)))
        out.write(text)
        for tensor in tensors.values():
            typed = tensor.float() if tensor.is_floating_point() else tensor
            out.write(typed.contiguous().numpy().tobytes())
        out.flush()
        os.fsync(out.fileno())
