"""Conserved quantities: a network of nodes in floating point, and what optimizers do to laws."""
