"""Measures the kernels beside what a user would run instead. `make bench`, or `python -m benchmarks
--help`.
"""
