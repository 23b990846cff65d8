import pytest

from tonekiln.protocol import Clip
from tonekiln.protocol.publish.examples.library import CLIP


@pytest.fixture
def clip() -> Clip:
    return CLIP
