"""What parts are written with: the bar's grid, keys, progressions, voicing."""
