"""Figures and tables of `conv`."""
