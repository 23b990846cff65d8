"""From a row's name to its model: find the checkpoint, check it, read it, build it."""

from __future__ import annotations

from collections.abc import Callable

from ...checkpoints import adopt
from ...checkpoints.forms import Form
from ...checkpoints.integrity import made_of
from ...checkpoints.store import Checkpoint, Store
from ...contract import EngineSettings
from ...model_cards.rows import Row
from ..devices import device_of, dtype_of, prepare
from . import pickled_form, transformers_form
from .model import Model, build
from .parts import Parts


def load(row: Row, settings: EngineSettings, progress: Callable[[float, str], None]) -> Model:
    """A row's model, from what is on this machine alone.

    Raises:
        EngineUnavailable: its checkpoint is not here, or damaged.
    """
    prepare(settings)
    device = device_of(settings)
    store = Store(settings.home)
    checkpoint = adopt.checked(row, store, progress)
    with made_of(checkpoint.weights.path):
        parts = _read(checkpoint, store, progress)
        progress(0.8, "building the model")
        model = build(parts, device, dtype_of(settings))
    progress(1.0, "read")
    return model


def _read(checkpoint: Checkpoint, store: Store, progress: Callable[[float, str], None]) -> Parts:
    if checkpoint.weights.form is Form.TRANSFORMERS:
        return transformers_form.read(checkpoint.weights.path)
    return pickled_form.read(checkpoint, store, progress)
