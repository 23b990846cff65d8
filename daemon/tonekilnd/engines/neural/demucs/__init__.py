"""Hybrid Transformer Demucs: sound taken apart into stems."""
