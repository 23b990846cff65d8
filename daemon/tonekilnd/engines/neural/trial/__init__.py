"""Whether an environment of libraries makes sound: each family's smallest job, before it is taken.

The weights are made on the spot, random and tiny, in the form in which real ones are published;
what reads and computes is what workers run. So a build of torch that this processor cannot run, a
driver that does not fit and a version that reads no such file show before anything depends on them.
"""
