"""Trials of `factorization` by name."""
