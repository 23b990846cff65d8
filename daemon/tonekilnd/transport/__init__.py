"""Bytes in, requests out; events back."""
