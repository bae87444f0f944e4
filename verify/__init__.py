"""Does it hold: the command line, the runner, statistics, the store, reports."""
