"""Strings for people and machines, drawn from values; no I/O, no clock."""
