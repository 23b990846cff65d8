from __future__ import annotations

from pathlib import Path

import pytest

from tonekilnd.engines.neural.fast.native import build

MACHINES = {
    "this machine": ("-march=native", ()),
    "avx2": ("-march=x86-64-v3", ("avx2", "fma")),
    "avx512": ("-march=x86-64-v4", ("avx512bw", "avx512vl", "avx512dq")),
    "avx512 bf16": ("-march=cooperlake", ("avx512_bf16", "avx512_vnni")),
}
"""What a machine is built for, and what the one that runs the tests must have to stand in."""


def _has(flags: tuple[str, ...]) -> bool:
    try:
        return set(flags) <= set(Path("/proc/cpuinfo").read_text("utf-8").split())
    except OSError:
        return not flags


@pytest.fixture(scope="session")
def _compiled(tmp_path_factory):
    return tmp_path_factory.mktemp("compiled")


@pytest.fixture(params=MACHINES)
def native_cache(request, monkeypatch, _compiled):
    """Where the kernels for a kind of machine are compiled, once for all tests of it."""
    target, needed = MACHINES[request.param]
    if not _has(needed):
        pytest.skip(f"this processor has no {request.param}")
    flags = tuple(target if flag.startswith("-march=") else flag for flag in build.FLAGS)
    monkeypatch.setattr(build, "FLAGS", flags)
    return _compiled / request.param
