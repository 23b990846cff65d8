"""The cheapest clip that a daemon makes."""

from __future__ import annotations

from tonekiln.client.blocking import Client


def clicks(client: Client, **changes):
    options = {"bpm": "120", "bars": 1, "engine": "clicks", "seed": 1} | changes
    return client.generate("click track", **options)
