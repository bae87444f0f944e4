"""Trials of `relu_gram` by name."""
