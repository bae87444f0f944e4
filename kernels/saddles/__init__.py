"""Trials of escape from saddle points."""
