"""A daemon that gets engines from a hub on loopback, and a tiny library beside the real ones.

`python getting_daemon.py serve ...` is the daemon with one more package among what its models
need, and a trial of its own; uv, wheels, processes, the switch and the workers are real.
"""

from __future__ import annotations

import base64
import hashlib
import os
import sys
import zipfile
from pathlib import Path

REQUIREMENTS = "TONEKILN_TEST_REQUIREMENTS"
TINY = "tiny_library"
_TRIAL = "import sys\nprint('tried', file=sys.stderr)\n"


def hub_environment(folder: Path, url: str) -> dict[str, str]:
    """What makes processes ask the hub at `url`, with a cache of their own."""
    return {
        "HF_ENDPOINT": url,
        "HF_HOME": str(folder / "hf"),
        "HF_HUB_CACHE": str(folder / "hf" / "hub"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HUB_OFFLINE": "0",
        "HF_TOKEN_PATH": str(folder / "hf" / "no-token"),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }


def write_wheel(folder: Path, version: str, trial: str = _TRIAL) -> Path:
    """A wheel of the tiny library, whose `python -m` is the trial."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        f"{TINY}/__init__.py": f"VERSION = {version!r}\n",
        f"{TINY}/__main__.py": trial,
        f"{TINY}-{version}.dist-info/METADATA": (
            f"Metadata-Version: 2.1\nName: {TINY}\nVersion: {version}\n"
        ),
        f"{TINY}-{version}.dist-info/WHEEL": (
            "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        ),
    }
    record = f"{TINY}-{version}.dist-info/RECORD"
    wheel = folder / f"{TINY}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        lines = []
        for name, text in files.items():
            packed.writestr(name, text)
            digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
            lines.append(f"{name},sha256={digest.rstrip(b'=').decode()},{len(text)}")
        packed.writestr(record, "\n".join([*lines, f"{record},,"]) + "\n")
    return wheel


def write_requirements(folder: Path, wheel: Path) -> Path:
    """Requirement files that ask for the tiny library, by its digest."""
    folder.mkdir(parents=True, exist_ok=True)
    version = wheel.name.split("-")[1]
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "models-needed.txt").write_text(f"{TINY}=={version} --hash=sha256:{digest}\n")
    (folder / "models.txt").write_text(f"{TINY}=={version}\n")
    (folder / "upstream.txt").write_text("# nothing\n")
    return folder


def command(home: Path) -> list[str]:
    """What starts this file's daemon, before the flags."""
    return [sys.executable, __file__, "serve", f"--home={home}"]


def main() -> int:
    from tonekilnd.__main__ import main as daemon
    from tonekilnd.engines.model_cards import rows
    from tonekilnd.getting.lacks import Needs

    for library in rows._table()["libraries"].values():
        library["packages"].append(TINY)
    Needs.requirements = Path(os.environ[REQUIREMENTS])
    Needs.trial = TINY
    return daemon(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
