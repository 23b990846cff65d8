"""Where clips live: WAV files with their chunks, and the index to find them."""
