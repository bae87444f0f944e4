"""Trials of one filter under general input laws."""
