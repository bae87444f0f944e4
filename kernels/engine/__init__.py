"""From a recurrence written once to runs on NumPy, the processor and a GPU: one source, one
meaning.
"""
