"""`python -m tonekilnd.engines.libraries.install`: the model libraries into this Python.

What `make models` and `tonekiln engines install --python` run: the libraries into a Python that
is a person's own. Nothing but pip is used, with whatever indexes that is set up with. What the
daemon brings by itself goes into an environment in the home (`bringing.py`).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from importlib import resources
from importlib.metadata import distribution
from pathlib import Path
from urllib.parse import urlparse
from urllib.request import url2pathname

from tonekiln.plain import plain
from tonekiln.platform import children
from tonekiln.protocol.errors import EngineUnavailable, TonekilnError

from .packers import Packer

PYTHONS = ((3, 11), (3, 12))
"""The versions for which every library has wheels and was tested."""

_FOLDER = Path(str(resources.files(__package__) / "constraints"))
NEEDED, PINS, UPSTREAM, ACCELERATORS = (
    _FOLDER / name for name in ("models-needed.txt", "models.txt", "upstream.txt", "accelerators")
)


def commands(python: str = sys.executable) -> list[list[str]]:
    """The pip commands that install everything, in order; another Python gets tonekiln first."""
    pip_itself = Packer((python, "-m", "pip", "--disable-pip-version-check", "install"), uv=False)
    pip = [*pip_itself.start, "--quiet"]
    itself = [] if python == sys.executable else [[*pip, *_tonekiln_itself()]]
    return [
        *itself,
        [*pip, "-c", str(PINS), "-r", str(NEEDED)],
        [*pip, *pip_itself.without_dependencies, "-r", str(UPSTREAM)],
    ]


def _tonekiln_itself() -> list[str]:
    """What pip is told to bring the tonekiln that runs here to another Python.

    Where it came from a folder, pip has noted that (PEP 610).
    """
    own = distribution("tonekiln")
    origin = json.loads(own.read_text("direct_url.json") or "{}")
    if "dir_info" not in origin:
        return [f"tonekiln=={own.version}"]
    folder = url2pathname(urlparse(origin["url"]).path)
    return ["-e", folder] if origin["dir_info"].get("editable") else [folder]


def check_version(version: tuple[int, int], python: str) -> None:
    """Refuse a Python that the libraries do not support. Raises EngineUnavailable.

    Args:
        version: major and minor.
        python: what it is called.
    """
    if version not in PYTHONS:
        known = " or ".join(f"{major}.{minor}" for major, minor in PYTHONS)
        raise EngineUnavailable(
            f"the model libraries need Python {known}; {python} is {version[0]}.{version[1]}",
            hint="install them into another Python with `tonekiln engines install --python`, and "
            "name it in the setting `interpreters`",
        )


def install(python: str = sys.executable) -> None:
    """Run the commands.

    Raises:
        EngineUnavailable: this Python is not one the libraries support, or pip failed.
    """
    check_version(_version_of(python), python)
    for command in commands(python):
        if subprocess.run(command, check=False).returncode:
            raise EngineUnavailable(
                "pip could not install the model libraries", hint="its own words are above"
            )


def check(python: str = sys.executable) -> None:
    """Import every library as a worker does.

    Raises:
        EngineUnavailable: one of them cannot be imported.
    """
    text = (
        "from tonekilnd.engines.neural.audiocraft.upstream import audiocraft; audiocraft(); "
        "from tonekilnd.engines.neural.stable_audio.upstream import stable_audio_tools; "
        "stable_audio_tools(); "
        "from tonekilnd.engines.neural.demucs.upstream import demucs; demucs()"
    )
    done = _said_by(python, text)
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no reason was given"])[-1]
        raise EngineUnavailable(f"the model libraries cannot be imported: {last}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Install and check; the exit status is 0 or 1."""
    parser = argparse.ArgumentParser(prog="python -m tonekilnd.engines.libraries.install")
    parser.add_argument("--python", default=sys.executable, help="the Python to install into")
    parser.add_argument("--check", action="store_true", help="only check what is installed")
    options = parser.parse_args(arguments)
    try:
        if not options.check:
            sys.stderr.write("Installing the model libraries (about 2 GB with torch) ...\n")
            install(options.python)
        check(options.python)
    except TonekilnError as error:
        sys.stderr.write(f"{plain(str(error))}\n")
        return 1
    sys.stderr.write("The model libraries are ready. Weights: `tonekiln pull NAME`.\n")
    return 0


def _version_of(python: str) -> tuple[int, int]:
    if python == sys.executable:
        return sys.version_info[0], sys.version_info[1]
    text = "import sys; print(*sys.version_info[:2])"
    try:
        said = _said_by(python, text)
        said.check_returncode()
    except (OSError, subprocess.CalledProcessError) as error:
        raise EngineUnavailable(f"{python} cannot be run: {error}") from error
    major, minor = said.stdout.split()
    return int(major), int(minor)


def _said_by(python: str, text: str) -> subprocess.CompletedProcess[str]:
    return children.answer_of([python, "-X", "utf8", "-c", text])


if __name__ == "__main__":
    sys.exit(main())
