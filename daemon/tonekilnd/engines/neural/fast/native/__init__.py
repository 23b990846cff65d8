"""One decoding step in C++, built on the machine that runs it."""
