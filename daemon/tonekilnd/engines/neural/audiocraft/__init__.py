"""MusicGen, AudioGen and MAGNeT through the audiocraft library."""
