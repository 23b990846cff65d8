"""The installer for macOS: laid out here, packed by Apple's own tools on a Mac."""
