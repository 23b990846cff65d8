import pytest

from tonekiln.protocol import Clip, ClipReady
from tonekiln.protocol.publish.examples import EXAMPLES


@pytest.fixture
def clip() -> Clip:
    return next(e.message.clip for e in EXAMPLES if isinstance(e.message, ClipReady))
