"""Sums of squares with unknown coefficients (to come)."""


def squares(*args):
    return None
