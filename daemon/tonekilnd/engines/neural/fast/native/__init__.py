"""Compute kernels in C++ and what calls them: decode, gemm, attention and conv1d.

The kernels are built on the machine that runs them.
"""
