"""Trials of deep networks: population Gram matrices, finite networks, training."""
