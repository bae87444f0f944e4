"""What a person reads in a terminal: lists, single claims, errata, progress."""
