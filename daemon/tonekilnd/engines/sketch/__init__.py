"""The procedural engine: no weights, exact and seamless by construction."""
