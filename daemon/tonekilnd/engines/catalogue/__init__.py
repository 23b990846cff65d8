"""What the daemon knows of each engine, none of them loaded."""
