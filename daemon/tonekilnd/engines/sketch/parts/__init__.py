"""Who plays what: parts written in quarter notes."""
