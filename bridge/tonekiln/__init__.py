"""Tonekiln's bridge: the protocol, the clients and the command line."""

__version__ = "0.1.0"
