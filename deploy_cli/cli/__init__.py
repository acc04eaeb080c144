"""The command line: one command per module; it puts the parts together."""
