"""From parts to samples: one circular buffer, or one for each stem."""
