"""Refresh-token policies and what they mean for people. Pure: no I/O, no clock, no log."""
