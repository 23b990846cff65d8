"""Neural models, and what full-size ones the benchmarks are run on."""
