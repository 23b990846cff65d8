"""Tiny models in the published on-disk formats, so that the real loading code can be tested.

Every tensor has its published name and type; only the sizes are small and the values random.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator

from tonekilnd.engines.libraries.stand_ins import torchaudio_without_its_extension

torchaudio_without_its_extension()


@contextlib.contextmanager
def upstream_talks() -> Iterator[None]:
    """Upstream's own code warns of what torch has deprecated since, and prints as it goes."""
    with (
        warnings.catch_warnings(),
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        yield
