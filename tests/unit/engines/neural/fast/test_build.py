from __future__ import annotations

import pytest

pytest.importorskip("filelock")

from tests.unit.engines.neural.fast.native_or_skip import native_or_skip

from tonekilnd.engines.neural.fast.native import build, compiler


@pytest.fixture(autouse=True)
def _nothing_remembered():
    build.library.cache_clear()
    yield
    build.library.cache_clear()


def test_without_a_compiler_there_is_a_reason(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    with pytest.raises(compiler.CannotBuild, match=r"compiler|Linux"):
        build.library(tmp_path)


def test_a_compiler_that_fails_leaves_nothing_behind(tmp_path, monkeypatch):
    failing = tmp_path / "g++"
    failing.write_text("#!/bin/sh\necho 'error: no' >&2\nexit 1\n")
    failing.chmod(0o755)
    monkeypatch.setenv("CXX", str(failing))
    monkeypatch.setattr(compiler.platform, "system", lambda: "Linux")
    with pytest.raises(compiler.CannotBuild, match="error: no"):
        build.library(tmp_path / "cache")
    assert not list((tmp_path / "cache").glob("*.so"))


def test_it_is_built_once(native_cache, monkeypatch):
    native_or_skip(build.library, native_cache)
    build.library.cache_clear()
    monkeypatch.setattr(build, "_compile", lambda *_: pytest.fail("built again"))
    build.library(native_cache)
