"""Imported by the fake claims: part of their content key."""

ONE = 1
