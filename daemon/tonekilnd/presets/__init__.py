"""Presets: the factory's and the user's, read from TOML, one file a category."""

from __future__ import annotations

from .blocks import Problem, read_file, validate
from .shelf import PresetShelf, factory_folder
from .wording import words_for

__all__ = ["PresetShelf", "Problem", "factory_folder", "read_file", "validate", "words_for"]
