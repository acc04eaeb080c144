"""Keeps Auth0 tenants in git."""

__version__ = "0.1.0"
