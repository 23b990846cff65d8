"""Compile the kernels with the machine's own compiler, once.

The library is a plain one with a C interface, loaded through ctypes: it needs neither Python's
headers nor torch's, and does not depend on their versions. It is built for exactly this
machine's processor and kept under a name that says for which source, compiler and processor, so
that nothing stale is ever loaded.
"""

from __future__ import annotations

import ctypes
import functools
import hashlib
import platform
import subprocess
import tempfile
from pathlib import Path

from filelock import FileLock

from .compiler import CannotBuild, compiler

SOURCES = Path(__file__).parent / "kernels"
FLAGS = (
    "-std=c++17",
    "-O3",
    "-march=native",
    "-fPIC",
    "-shared",
    "-fopenmp",
    "-Wall",
    "-Wextra",
    "-Wno-psabi",  # vectors are passed inside this library only
)
WIDE = "-mprefer-vector-width=512"
SECONDS = 900
"""A compiler takes seven; where everything else computes too it once took two minutes."""


@functools.cache
def library(cache: Path) -> ctypes.CDLL:
    """The kernels, built if they are not there yet.

    Args:
        cache: the folder to keep them in.

    Raises:
        CannotBuild: no compiler, or one that will not.
    """
    chosen = compiler()
    file = cache / f"kernels-{_fingerprint(chosen)}.so"
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{file}.lock", timeout=SECONDS):
        if not file.exists():
            _compile(chosen, file)
    try:
        loaded = ctypes.CDLL(str(file))
    except OSError as error:
        raise CannotBuild(f"what was built does not load: {error}") from error
    loaded.tonekiln_has_int8.restype = ctypes.c_int32
    loaded.tonekiln_has_bf16_conv1d.restype = ctypes.c_int32
    loaded.tonekiln_decode.restype = None
    loaded.tonekiln_conv1d.restype = None
    loaded.tonekiln_gemm.restype = None
    loaded.tonekiln_full_attention.restype = None
    return loaded


def _fingerprint(command: str) -> str:
    digest = hashlib.sha256()
    for source in sorted([*SOURCES.glob("*.h"), *SOURCES.glob("*.cpp")]):
        digest.update(source.read_bytes())
    version = subprocess.run([command, "--version"], capture_output=True, check=False).stdout
    for part in (" ".join(_flags()).encode(), version, _processor().encode()):
        digest.update(part)
    return digest.hexdigest()[:16]


def _flags() -> tuple[str, ...]:
    return (*FLAGS, WIDE) if platform.machine() == "x86_64" else FLAGS


def _processor() -> str:
    """What `-march=native` depends on."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    wanted = ("model name", "flags", "Features")
    return "\n".join(sorted({line for line in lines if line.startswith(wanted)}))


def _compile(program: str, file: Path) -> None:
    with tempfile.TemporaryDirectory(dir=file.parent) as folder:
        built = Path(folder) / file.name
        sources = [str(source) for source in sorted(SOURCES.glob("*.cpp"))]
        command = [program, *_flags(), *sources, "-o", str(built)]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise CannotBuild(f"{program} did not finish: {error}") from error
        if done.returncode:
            first = next((line for line in done.stderr.splitlines() if "error" in line), "")
            raise CannotBuild(f"{program} failed: {first}")
        built.replace(file)
