"""Drums, one file a family. Each piece is an instrument that ignores pitch."""
