"""Engines in memory: which are warm, who uses them, and what they take of a budget."""
