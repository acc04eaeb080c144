"""The local Management API that ships with the tool; it knows nothing of the rest."""
