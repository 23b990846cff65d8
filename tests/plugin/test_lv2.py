"""The LV2 in jalv, on a JACK server without hardware."""

import os
import shutil
import subprocess
import time
import uuid
from pathlib import Path

import pytest
from tests.folders_of_a_user import folders_of
from tests.patience import PATIENCE_SECONDS
from tests.plugin.built import LV2, needs_plugin

needs_plugin()

JACKD, JALV = shutil.which("jackd"), shutil.which("jalv")
if not (JACKD and JALV):
    pytest.skip("jackd and jalv are not installed here", allow_module_level=True)

URI = "urn:tonekiln:plugin"


def test_jalv_loads_it_and_knows_its_controls(home: Path, tmp_path: Path):
    server = f"tonekiln-{uuid.uuid4().hex[:8]}"
    environment = {
        **os.environ,
        "LV2_PATH": str(LV2.parent),
        "JACK_DEFAULT_SERVER": server,
        "JACK_NO_START_SERVER": "1",
        **folders_of(tmp_path),
    }
    jack = subprocess.Popen(
        [JACKD, "--no-realtime", "-n", server, "-d", "dummy", "-r", "48000", "-p", "256"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        said = jalv(environment)
    finally:
        jack.terminate()
        jack.wait(PATIENCE_SECONDS)
    for control in ("audition_gain", "audition_on", "generate", "preset"):
        assert control in said, said
    assert not home.exists(), "a plugin that was only loaded touched the home"


def jalv(environment: dict[str, str]) -> str:
    """Load it, ask for its controls, let it go; again while the server is still starting."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        result = subprocess.run(
            [str(JALV), "-p", URI],
            env=environment,
            input="controls\nquit\n",
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        if result.returncode == 0 or time.monotonic() > deadline:
            assert result.returncode == 0, result.stdout + result.stderr
            return result.stdout + result.stderr
