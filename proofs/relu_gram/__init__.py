"""Two-layer ReLU networks: the limiting Gram matrix, gradient flow and gradient descent at a linear rate."""
