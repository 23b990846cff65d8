"""Request to Plan. Pure functions."""
