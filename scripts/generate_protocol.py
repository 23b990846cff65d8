"""Write what is generated from the protocol's definition, or check that it is fresh.

python scripts/generate_protocol.py [--check]
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tonekiln.protocol.publish.files import stale, write
from tonekilnd.transport.osc.page import osc_page

ROOT = Path(__file__).resolve().parents[1]
FURTHER = [(Path("docs/osc.md"), osc_page())]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail when stale")
    if not parser.parse_args().check:
        for path in write(ROOT, FURTHER):
            print(f"wrote {path}")
        return 0
    old = stale(ROOT, FURTHER)
    for path in old:
        print(f"stale: {path} (run `make protocol`)", file=sys.stderr)
    return 1 if old else 0


if __name__ == "__main__":
    sys.exit(main())
