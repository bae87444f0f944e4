"""Figures and tables of `relu_gram`."""
