"""What both kinds of installer hold: the daemon with its Python, and the plugin."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from installers import facts, tree
from installers.runtime import interpreter, shared_libraries, wheels
from installers.runtime.interpreter import Interpreter

INSTALLED_AT = "/usr/lib/tonekiln"


@dataclass(frozen=True)
class Programs:
    """Built, and not yet put anywhere."""

    python: Interpreter
    vst3: Path
    lv2: Path
    standalone: Path


def build(artefacts: Path, named_python: Path | None, work: Path) -> Programs:
    """Put the daemon's Python together, and take the plugin that `make plugin` built.

    Args:
        artefacts: the plugin's, a folder for each format.
        named_python: a relocatable one; by default a copy of this machine's.
        work: a folder for it all.
    """
    python = interpreter.bring(named_python, work / "python")
    whose = ["--python", str(python.program)]
    wheels.bring(python.site, python.program.parent, work / "wheels", whose, {})
    interpreter.compile_all(python, f"{INSTALLED_AT}/python")
    vst3 = tree.replace(artefacts / "VST3" / "Tonekiln.vst3", work / "Tonekiln.vst3")
    lv2 = tree.replace(artefacts / "LV2" / "Tonekiln.lv2", work / "Tonekiln.lv2")
    standalone = tree.replace(artefacts / "Standalone" / "Tonekiln", work / "Tonekiln")
    programs = Programs(python, vst3, lv2, standalone)
    shared_libraries.strip(plugin_binaries(programs))
    return programs


def plugin_binaries(programs: Programs) -> list[Path]:
    """The plugin's shared libraries and its program."""
    bundles = [
        path for path in (programs.vst3, programs.lv2) for path in sorted(path.rglob("*.so"))
    ]
    return [*bundles, programs.standalone]


def record(python: str) -> str:
    """How the plugin starts the daemon: which home and until when, it says by itself.

    What lies in the folder that a host runs in (`-P`) is nothing to the daemon.
    """
    document = {
        "python": python,
        "args": ["-P", "-m", "tonekilnd", "serve"],
        "version": facts.version(),
    }
    return json.dumps(document, indent=1) + "\n"


def command_line(python: str) -> str:
    """`tonekiln`, for a shell."""
    return (
        "#!/bin/sh\n"
        "# The command line of Tonekiln, by the Python that came with it and no other's packages.\n"
        "unset PYTHONHOME PYTHONPATH\n"
        "export PYTHONSAFEPATH=1\n"
        f'exec {python} -m tonekiln "$@"\n'
    )


def desktop_entry(program: str) -> str:
    """The Standalone in a desktop's menu."""
    return (
        "[Desktop Entry]\n"
        "Type=Application\n"
        "Name=Tonekiln\n"
        "Comment=Text to audio, on the grid of your session\n"
        f"Exec={program}\n"
        "Categories=AudioVideo;Audio;Music;\n"
        "Terminal=false\n"
    )
