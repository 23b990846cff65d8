"""A Debian package and a portable archive, of the same programs."""
