"""What `import tonekiln` offers, and how little it costs."""

import subprocess
import sys

import pytest

import tonekiln

NAMES = [
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


def test_the_names_are_these():
    assert tonekiln.__all__ == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_name_is_there(name):
    assert getattr(tonekiln, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Engine'"):
        _ = tonekiln.Engine


@pytest.mark.parametrize("module", ["tonekiln", "tonekiln.client.blocking", "tonekiln.cli.main"])
def test_importing_it_brings_nothing_heavy(module):
    heavy = ["numpy", "scipy", "soundfile", "rich", "zmq.asyncio", "torch", "tonekilnd"]
    code = f"import sys, {module}; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
