"""A daemon that is absent, killed, hung or replaced, under a host whose audio goes on.

No sample is lost meanwhile. How soon it is said and well again is measured by
`python -m benchmarks plugin`, on a machine that does nothing else.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.plugin.built import needs_plugin
from tests.plugin.daemon_troubles import TROUBLES
from tests.plugin.native_tests import PROGRAM
from tests.plugin.paced_host import paced_host

needs_plugin()
if not PROGRAM.exists():
    pytest.skip("the plugin's tests are not built: make plugin-tests", allow_module_level=True)


@pytest.mark.parametrize("trouble", TROUBLES)
def test_it_is_said_it_passes_and_the_audio_goes_on(
    trouble: str, home: Path, with_test_engines: None
) -> None:
    with paced_host(home) as host:
        course = TROUBLES[trouble](host, home)
        audio = host.count()
    assert audio["blocks"] > 0
    assert audio["drop_outs"] == 0, audio
    assert course.words, course
