"""Trials of balancedness: gradient descent on small deep networks."""
