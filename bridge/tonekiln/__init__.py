"""Tonekiln's bridge: the protocol, the clients and the command line.

    import tonekiln

    with tonekiln.open_client() as client:
        result = client.generate("dusty lo-fi drums", bpm=84, bars=4).result()
        print(result.clips[0].path)

Names are imported when they are first used, so that `import tonekiln` stays quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client.asynchronous import AsyncClient
    from .client.asynchronous_jobs import AsyncJob
    from .client.blocking import Client
    from .client.blocking_jobs import Job
    from .client.jobs import JobEvent, JobResult, PreviewAudio
    from .client.launch import open_client
    from .home import Home
    from .protocol import Clip, Generate, Meter, Preset, SearchClips, Timing
    from .protocol.errors import DaemonUnreachable, TonekilnError

__version__ = "0.1.0"

__all__ = [
    "AsyncClient",
    "AsyncJob",
    "Client",
    "Clip",
    "DaemonUnreachable",
    "Generate",
    "Home",
    "Job",
    "JobEvent",
    "JobResult",
    "Meter",
    "Preset",
    "PreviewAudio",
    "SearchClips",
    "Timing",
    "TonekilnError",
    "__version__",
    "open_client",
]

_HOMES = {
    "AsyncClient": "client.asynchronous",
    "AsyncJob": "client.asynchronous_jobs",
    "Client": "client.blocking",
    "Clip": "protocol",
    "DaemonUnreachable": "protocol.errors",
    "Generate": "protocol",
    "Home": "home",
    "Job": "client.blocking_jobs",
    "JobEvent": "client.jobs",
    "JobResult": "client.jobs",
    "Meter": "protocol",
    "Preset": "protocol",
    "PreviewAudio": "client.jobs",
    "SearchClips": "protocol",
    "Timing": "protocol",
    "TonekilnError": "protocol.errors",
    "open_client": "client.launch",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)
