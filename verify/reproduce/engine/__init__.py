"""How every figure and table is found, run, written and compared; the subjects stand beside it."""
