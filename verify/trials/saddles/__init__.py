"""Trials of `saddles` by name."""
