"""How every trial is registered, sharded, run, resumed and judged; the subjects stand beside it."""
