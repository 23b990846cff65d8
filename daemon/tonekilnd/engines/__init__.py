"""Engines: what makes sound, each behind the contract of `base`."""
