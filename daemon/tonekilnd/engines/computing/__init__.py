"""On what device and in what precision a row computes on this machine; imports no model library."""
