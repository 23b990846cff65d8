"""Tonekiln in Ableton Live 12.0.5 or newer: puts clips into the Arrangement or a Session slot."""
# ruff: noqa: N999 - Live shows the folder's name

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ableton.v2.control_surface import ControlSurface


def create_instance(c_instance: object) -> ControlSurface:
    """What Live calls when the script is chosen as a control surface."""
    from .surface import Tonekiln

    return Tonekiln(c_instance)
