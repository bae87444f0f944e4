"""What is kept: results, plans and shards in one SQLite file, their keys, and the ledger."""
