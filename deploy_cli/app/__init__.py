"""The use cases; they know the core and the ports, no library."""
