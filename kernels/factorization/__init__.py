"""Trials of asymmetric matrix factorization: rank one as scalars, matrices, momentum."""
