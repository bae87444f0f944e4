"""Figures and tables of `filters`."""
