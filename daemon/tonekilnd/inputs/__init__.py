"""Audio and MIDI of other programs: read without trust, and kept in the home."""
