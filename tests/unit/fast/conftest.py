from __future__ import annotations

import pytest


@pytest.fixture(scope="session")
def native_cache(tmp_path_factory):
    """Where the native step is compiled, once for all tests."""
    return tmp_path_factory.mktemp("compiled")
