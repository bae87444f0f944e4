"""Figures and tables of `factorization`."""
