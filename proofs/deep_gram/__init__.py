"""Deep networks: population Gram matrices of three architectures, their stability, and convergence of gradient descent."""
