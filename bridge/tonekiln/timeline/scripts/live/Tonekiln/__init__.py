"""Tonekiln in Ableton Live 12.0.5 or newer: puts clips into the Arrangement or a Session slot."""
# ruff: noqa: N999 - Live shows the folder's name


def create_instance(c_instance):
    """What Live calls when the script is chosen as a control surface."""
    from .surface import Tonekiln

    return Tonekiln(c_instance)
