"""Deciding claims in worker processes, and the main job over all of them."""
