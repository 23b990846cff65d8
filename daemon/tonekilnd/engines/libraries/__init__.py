"""The Python packages that model families need: asked for, installed, stood in for."""
