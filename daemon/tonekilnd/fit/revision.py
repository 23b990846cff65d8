"""Which code fits takes: part of every Plan, since it decides samples."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

REVISION = 1
"""Raise it when the same take becomes another clip, and renew tests/vectors/samples.json, which
notices."""


@cache
def fit_code() -> str:
    """Such as `fit r1, soxr 1.0.0, python-stretch 0.3.1`: ours, and what computes samples in it."""
    libraries = (f"{name} {version(name)}" for name in ("soxr", "python-stretch"))
    return ", ".join([f"fit r{REVISION}", *libraries])
