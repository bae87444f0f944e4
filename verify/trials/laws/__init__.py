"""Trials of `laws` by name."""
