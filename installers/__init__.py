"""What people install: one command each makes them (`installers.mk`)."""
