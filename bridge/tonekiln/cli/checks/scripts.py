"""Scripts that were put into DAWs, and are not this version's."""

from __future__ import annotations

from collections.abc import Iterator

from tonekiln.cli.repairs import RenewScripts
from tonekiln.home import Home
from tonekiln.protocol.errors import InvalidRequest
from tonekiln.timeline.roads import DAWS

from .check import Check


def script_checks(home: Home) -> Iterator[Check]:
    """One for each DAW whose script is old, gone or edited."""
    for name, daw in DAWS.items():
        try:
            plan = daw.installation(home, None)
            recorded = plan.recorded()
            old = [str(file.target) for file in recorded if file.state != "same"]
            edited = plan.edited() if recorded else []
        except InvalidRequest:
            continue  # its folder is not where it usually is
        except OSError as error:
            yield Check("daw", ok=False, detail=f"{name}: {error}")
            continue
        if edited:
            detail = f"{name}: {edited[0]} is neither this version's nor as it was left"
            fix = f"tonekiln daw install {name} --yes (replaces it)"
            yield Check("daw", ok=False, detail=detail, fix=fix)
        elif old:
            detail = f"{name}: {old[0]} is not this version's"
            fix = f"tonekiln daw install {name}"
            yield Check("daw", ok=False, detail=detail, fix=fix, mend=RenewScripts(home, name))
