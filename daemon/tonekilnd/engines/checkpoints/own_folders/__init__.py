"""Weights in a folder of one's own: what they are is read from the folder, not from their name."""
