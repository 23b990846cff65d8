"""What `tonekiln doctor --repair` does; nothing that a person made is deleted."""

from .daemon import MakeAgain, RemoveStale, StartAgain
from .files import CloseToOthers, RemoveHalfWritten, SetAside
from .scripts import RenewScripts

__all__ = [
    "CloseToOthers",
    "MakeAgain",
    "RemoveHalfWritten",
    "RemoveStale",
    "RenewScripts",
    "SetAside",
    "StartAgain",
]
