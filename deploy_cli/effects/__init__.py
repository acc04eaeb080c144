"""What changes do to the people who log in and to security. Pure: no I/O, no clock, no log."""
