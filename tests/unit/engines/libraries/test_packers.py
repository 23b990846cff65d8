"""Both packers bring a pure package whose metadata refuses this Python, and nothing it asks for."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from tests.patience import PATIENCE_SECONDS
from uv import find_uv_bin

from tonekilnd.engines.libraries.packers import Packer

UV = Packer((find_uv_bin(), "pip", "install"), uv=True)
PIP = Packer((sys.executable, "-m", "pip", "install", "--disable-pip-version-check"), uv=False)


def wheel_for_an_older_python(folder: Path) -> None:
    name = "refuses_this_python"
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
        wheel.writestr(f"{name}.py", "")
        wheel.writestr(
            f"{info}/METADATA",
            f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
            "Requires-Python: <3.11,>=3.10\nRequires-Dist: nobody-has-this==1\n",
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")


@pytest.mark.parametrize("packer", [UV, PIP], ids=["uv", "pip"])
def test_a_package_that_refuses_this_python_is_installed_alone(
    tmp_path: Path, packer: Packer
) -> None:
    wheel_for_an_older_python(tmp_path)
    target = tmp_path / "target"
    given = [*packer.without_dependencies, "refuses-this-python==1.0"]
    command = packer.command(target, given, cache=tmp_path / "cache", wheels=tmp_path)
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )
    assert done.returncode == 0, done.stderr
    assert (target / "refuses_this_python.py").is_file()
