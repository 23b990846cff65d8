"""Weights into modules without ever holding them twice.

A model is built on torch's `meta` device, where tensors have a shape but no memory and
initialisation costs nothing; the file's tensors, mapped into memory, then become its parameters.
"""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor, nn

from ..checkpoints.integrity import damaged

M = TypeVar("M", bound=nn.Module)
State = dict[str, Tensor]


def mapped(file: Path, prefix: str = "") -> State:
    """The tensors of a safetensors file, mapped, whose names begin with `prefix` (cut off).

    Raises:
        EngineUnavailable: the file is damaged.
    """
    try:
        with safe_open(file, framework="pt", device="cpu") as source:
            names = [name for name in source.keys() if name.startswith(prefix)]  # noqa: SIM118
            return {name.removeprefix(prefix): source.get_tensor(name) for name in names}
    except (SafetensorError, OSError) as error:
        raise damaged(file, str(error)) from error


def metadata(file: Path) -> dict[str, str]:
    """The text stored beside the tensors of a safetensors file."""
    try:
        with safe_open(file, framework="pt", device="cpu") as source:
            return dict(source.metadata() or {})
    except (SafetensorError, OSError) as error:
        raise damaged(file, str(error)) from error


@contextlib.contextmanager
def without_memory() -> Iterator[None]:
    """What is built inside has shapes only; parameters are not initialised."""
    with torch.device("meta"):
        yield


def filled(
    build: Callable[[], M],
    state: Mapping[str, Tensor],
    dtype: torch.dtype | None,
    origin: Path,
) -> M:
    """Build a module whose parameters are the tensors of `state`, not copies of them.

    Args:
        build: makes the module; called under `without_memory`.
        state: every tensor of the module's state, by name.
        dtype: converts floating-point tensors that are of another type; None leaves them.
        origin: the file to name when the tensors do not fit.

    Raises:
        EngineUnavailable: tensors are missing, of another shape, or too many.
    """
    with without_memory(), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # upstream builds with what torch has since deprecated
        module = build()
    typed = {name: _as(tensor, dtype) for name, tensor in state.items()}
    try:
        module.load_state_dict(typed, strict=True, assign=True)
    except RuntimeError as error:
        first = str(error).splitlines()[1:2] or [str(error)]
        raise damaged(origin, f"its tensors do not fit the model: {first[0].strip()}") from error
    _refuse_empty_tensors(module, origin)
    return module.eval().requires_grad_(False)


def _as(tensor: Tensor, dtype: torch.dtype | None) -> Tensor:
    if dtype is None or not tensor.is_floating_point():
        return tensor
    return tensor.to(dtype)


def _refuse_empty_tensors(module: nn.Module, origin: Path) -> None:
    for kind in (module.named_parameters(), module.named_buffers()):
        for name, tensor in kind:
            if tensor.is_meta:
                raise damaged(origin, f"it lacks {name}")


def moved(module: M, device: torch.device) -> M:
    """The module on its device; nothing is copied where it is there already."""
    return module if device.type == "cpu" else module.to(device)


_PAGE_BYTES = 4096


def read_in(*modules: nn.Module) -> None:
    """Read every page of mapped weights now: the first request need not wait for them.

    What a warm engine takes can be measured from then on.
    """
    for module in modules:
        for tensor in module.parameters():
            if tensor.device.type == "cpu":
                tensor.detach().reshape(-1)[:: _PAGE_BYTES // tensor.element_size()].sum()
