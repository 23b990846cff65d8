"""From an accepted request to a finished clip: queue, scheduler, residency, journal."""
