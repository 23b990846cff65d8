"""Tiny models in the published on-disk formats, so that the real loading code can be tested.

Every tensor has its published name and type; only the sizes are small and the values random.
"""

from tonekilnd.engines.stand_ins import torchaudio_without_its_extension

torchaudio_without_its_extension()
