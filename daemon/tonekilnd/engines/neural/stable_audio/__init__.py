"""Stable Audio Open through the stable-audio-tools library."""
