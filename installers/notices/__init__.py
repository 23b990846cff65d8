"""Whose work is in an installer, under which licence, and where its source is."""
