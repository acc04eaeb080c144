"""Adapter: tenant files, their schemas, saved plans and the state directory."""
