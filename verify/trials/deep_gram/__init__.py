"""Trials of `deep_gram` by name."""
