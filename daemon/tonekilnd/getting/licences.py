"""Licences of weights: what a person is shown, and what was accepted."""

from __future__ import annotations

import hashlib
import logging
from datetime import UTC, datetime

import msgspec

from tonekiln import foreign
from tonekiln.foreign import Unreadable
from tonekiln.home import Home
from tonekiln.in_the_way import way_for_file
from tonekiln.protocol.errors import InvalidRequest, LicenceNotAccepted
from tonekilnd.atomic import replace_file
from tonekilnd.engines.model_cards.rows import Row

log = logging.getLogger(__name__)


def licence_text(row: Row) -> str:
    """What Tonekiln tells of a licence, and where its wording is."""
    licence = row.licence
    lines = [
        f"The weights are under the licence {licence.name}.",
        (
            "It is non-commercial: what is made with them may not be used commercially."
            if licence.non_commercial
            else "Whether commercial use is free for you depends on its terms."
        ),
        f"Its wording: {licence.url}",
        f"The publisher states it at: {row.stated}",
        *([row.licence_note] if row.licence_note else []),
        *([f"The hub asks you to accept its terms first, at: {row.page}"] if row.gated else []),
        "By accepting you say that you have read it and will keep to it.",
    ]
    return "\n".join(lines)


def digest_of(text: str) -> str:
    """What accepts a licence: the SHA-256 of the text that was shown."""
    return hashlib.sha256(text.encode()).hexdigest()


class AcceptedLicences:
    """Those that the owner of a home accepted, each with the day."""

    def __init__(self, home: Home) -> None:
        self._file = home.accepted_licences

    def check(self, row: Row, named: str | None) -> None:
        """Take note of a licence that a request accepts.

        Args:
            row: whose weights are to come.
            named: the digest that the request names, if it does.

        Raises:
            LicenceNotAccepted: it was not accepted, now or before; carries the text.
            InvalidRequest: another text was accepted than the one that counts.
        """
        text = licence_text(row)
        digest = digest_of(text)
        if named == digest:
            self._keep(digest)
        elif named is not None:
            raise InvalidRequest(
                f"the licence that was accepted is not that of {row.name}",
                field="licence",
                bound=digest,
                hint="ask without a licence to be shown the text",
            )
        elif digest not in self._accepted():
            raise LicenceNotAccepted(
                f"the licence of {row.name} has to be accepted first",
                field="licence",
                bound=digest,
                hint="show the text; where a person accepts it, ask again and name its digest",
                text=text,
            )

    def _accepted(self) -> dict[str, str]:
        try:
            return foreign.read_json(self._file, dict[str, str])
        except Unreadable as problem:
            if not problem.absent:
                log.warning("which licences were accepted cannot be read: %s", problem)
            return {}

    def _keep(self, digest: str) -> None:
        accepted = self._accepted()
        if digest in accepted:
            return
        accepted[digest] = datetime.now(UTC).isoformat(timespec="seconds")
        way_for_file(self._file)
        replace_file(self._file, [msgspec.json.format(msgspec.json.encode(accepted), indent=1)])
