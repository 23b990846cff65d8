"""The engines that demucs runs, described without importing it."""

from __future__ import annotations

from msgspec.structs import replace

from ...catalogue.family import ManifestFamily
from ...contract import Engine, EngineFacts, EngineSettings
from ...model_cards.rows import Row

_EXACT = "fp32"
"""Its spectra are complex, which torch computes in no half precision."""


class DemucsFamily(ManifestFamily):
    """HTDemucs, which takes sound apart, and weights of its form in folders of one's own."""

    library = "demucs"
    revision = 1

    def _kernels(self, precision: str, device: str) -> str:
        return f"{precision}-torch-{device}"

    def _facts(self, row: Row, settings: EngineSettings) -> EngineFacts:
        facts = super()._facts(row, settings)
        return replace(
            facts,
            precision=_EXACT,
            precisions=(_EXACT,),
            draft_precision="",
            kernels={_EXACT: self._kernels(_EXACT, facts.device)},
        )

    def _engine(self, row: Row, settings: EngineSettings) -> Engine:
        from .engine import DemucsEngine  # noqa: PLC0415 - heavy, worker only

        return DemucsEngine(row, settings)
