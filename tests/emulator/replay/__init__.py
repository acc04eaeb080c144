"""Replays recorded traffic of the real Management API against the emulator and counts what agrees."""
