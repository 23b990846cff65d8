"""Presets listed and saved."""

from __future__ import annotations

from ... import (
    ListPresets,
    Preset,
    PresetList,
    PresetRow,
    PresetSaved,
    SavePreset,
)
from .example import Example, answered, asked

_PRESET = Preset(name="Dusty drums", words="dusty lo-fi drums", bars=4, swing=0.6, tags=("lofi",))
_ROW = PresetRow(category="drums", factory=True, preset=_PRESET)

EXAMPLES: tuple[Example, ...] = (
    asked(ListPresets()),
    asked(SavePreset(preset=_PRESET)),
    answered(PresetList(presets=(_ROW,), problems=("mine/broken.toml: no words",)), "ask-presets"),
    answered(PresetSaved(row=_ROW, path="/home/ada/presets/mine/dusty.toml"), "ask-save_preset"),
)
