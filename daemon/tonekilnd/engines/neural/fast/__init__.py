"""The neural engines' decoding, several times faster than the libraries it comes from."""
