"""Trials of `conv` by name."""
