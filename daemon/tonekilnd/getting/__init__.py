"""Getting engines onto this machine: one job for each engine, libraries first, then weights.

What takes long is done by child processes, which end when they are let go of and go on where they
stopped when they are started again: a pause, a restart and a crash are the same to them.
"""
