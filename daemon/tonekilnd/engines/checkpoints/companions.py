"""What weights only name and do not hold: their text encoder, and sometimes their codec."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tonekiln import foreign
from tonekiln.foreign import Unreadable

from ..model_cards.rows import Row
from . import hub_cache
from .forms import CODEC_PICKLE, LM_PICKLE, STABLE_AUDIO_CONFIG, Form, look_into
from .unopened_pickle import names_its_codec, text_encoder_named_by

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}")
_PLAIN_T5 = re.compile(r"t5-[a-z0-9-]{1,20}")
_T5_OWNER = "google-t5"
"""Where the hub keeps what T5's own names without an owner stand for."""


@dataclass(frozen=True, slots=True)
class Companion:
    """A repository that weights need beside them, and the form it is needed in."""

    repo: str
    form: Form


def needs_text_encoder(form: Form) -> bool:
    """Whether weights of this form only name their T5."""
    return form not in (Form.TRANSFORMERS, Form.TEXT_ENCODER, Form.DEMUCS)


def companions_of(row: Row, form: Form, folder: Path) -> tuple[Companion, ...]:
    """What the weights in a folder need beside them: what their own configuration names.

    Where it names nothing that can be looked up, the row says.
    """
    found = []
    if needs_text_encoder(form):
        named = _text_encoder_named(form, folder)
        found.append(Companion(_repository(named) or row.text_encoder, Form.TEXT_ENCODER))
    if form is Form.AUDIOCRAFT and names_its_codec(folder / CODEC_PICKLE):
        found.append(Companion(row.codec, Form.CODEC))
    return tuple(found)


def place_of(companion: Companion, folder: Path) -> hub_cache.Search:
    """Where a companion is: beside the weights, under its name, or else in the hub's cache."""
    beside = folder / companion.repo.rpartition("/")[2]
    if foreign.is_folder(beside):
        seen = look_into(beside, (companion.form,))
        if seen.layout is not None:
            return hub_cache.Search(beside)
        found = hub_cache.search(companion.repo, (companion.form,))
        problems = tuple(str(problem) for problem in seen.problems)
        return hub_cache.Search(found.folder, (*problems, *found.problems))
    return hub_cache.search(companion.repo, (companion.form,))


def _repository(name: str) -> str:
    if _PLAIN_T5.fullmatch(name):
        return f"{_T5_OWNER}/{name}"
    return name if _REPOSITORY.fullmatch(name) else ""


def _text_encoder_named(form: Form, folder: Path) -> str:
    if form is Form.AUDIOCRAFT:
        return text_encoder_named_by(folder / LM_PICKLE)
    try:
        config = foreign.read_object(folder / STABLE_AUDIO_CONFIG)
    except Unreadable:
        return ""
    return next((name for name in _t5_names(config)), "")


_NAMED_BY = {"t5": "t5_model_name", "t5gemma": "model_name"}
"""Where a conditioner of each kind names its model."""


def _t5_names(config: Mapping[str, Any]) -> Iterator[str]:
    """The text encoders of stable-audio-tools' `model.conditioning.configs`."""
    at: Any = config
    for key in ("model", "conditioning", "configs"):
        at = at.get(key) if isinstance(at, Mapping) else None
    for entry in at if isinstance(at, list) else ():
        own = entry.get("config") if isinstance(entry, Mapping) else None
        if isinstance(own, Mapping) and entry.get("type") in _NAMED_BY:
            name = own.get(_NAMED_BY[entry["type"]])
            if isinstance(name, str):
                yield name
