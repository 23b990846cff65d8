"""Raw takes made into clips: tempo, length, seam, loudness. Pure functions over arrays."""
