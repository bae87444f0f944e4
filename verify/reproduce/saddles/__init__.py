"""Figures and tables of `saddles`."""
