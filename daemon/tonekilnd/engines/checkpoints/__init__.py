"""Where weights are, how they get there, and whether they are what they were."""
