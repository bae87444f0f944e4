"""Trials of the one-hidden-layer convolutional network."""
