"""LoRAs: small files of changes to a model's matrices. Light: needs no torch."""
