"""How loud clips are: measured, chosen, and held below the ceiling."""
