"""What instruments are built from: oscillators, envelopes, filters, noise. All vectorised."""
