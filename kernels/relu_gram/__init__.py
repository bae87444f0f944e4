"""Trials of two-layer ReLU networks: Gram matrices, flow and descent."""
