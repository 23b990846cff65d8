"""One process per warm engine, reached through one small interface."""
