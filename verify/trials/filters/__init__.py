"""Trials of `filters` by name."""
