"""The rows: what publishers state of their models."""
