"""Figures and tables of `balancedness`."""
